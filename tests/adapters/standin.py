"""The HTTP server of the contract, under the name that tests here know it by."""

from modtui.adapters.contract.standin import (
    Handler,
    Line,
    Request,
    StandIn,
    always,
    answer,
    json_answer,
    read_request,
    standing_in,
)

__all__ = [
    "Handler",
    "Line",
    "Request",
    "StandIn",
    "always",
    "answer",
    "json_answer",
    "read_request",
    "standing_in",
]
