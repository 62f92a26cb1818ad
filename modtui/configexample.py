"""The file that ``modtui init`` writes: valid as it stands, and explained line by line."""

EXAMPLE = """\
# The communities you moderate. Keep this file to yourself: chmod 600
# After a change, `modtui doctor` says what works and what does not.
version: 1

# Times are shown in this zone; without it in UTC. Over SSH the machine's own zone is not yours.
# timezone: Europe/Paris

# One of the themes that come with modtui, or the path of your own.
# theme: default

communities:
  - name: example                  # yours to choose: small letters, digits, - _ .
    adapter: matrix                # what speaks to the backend: matrix, local
    server: https://matrix.example.org

    # The rules of this community: a ruleset that comes with modtui, by its name,
    # or the path of your own (~/rules.yaml, or starting in this file's folder).
    ruleset: community-en

    # Where the access token is; never the token itself. One of:
    token_cmd: [pass, show, matrix/moderator]    # its first line of output is the token
    # token_env: MODTUI_TOKEN
    # token_file: ~/.config/modtui/token         # chmod 600

    # Seconds in which a decision can be taken back before it is sent; 0 for none.
    hold_back: 10

    # What happens on leaving to decisions that are still held back: send, keep or ask.
    on_exit: send

    # How often the queue is read again, in seconds.
    refresh_seconds: 60

    # Who sits here, where several people share the account.
    # moderator: marie

    # Used only when set here, never from the environment.
    # proxy: http://localhost:8080

    # Where escalations go: the contacts that the ruleset names, and an account for each.
    # routes:
    #   safety-team: "@safety:example.org"

  # A community in a file on this machine, as `modtui demo --file ~/practice.json` makes one:
  # - name: practice
  #   adapter: local
  #   file: ~/practice.json
  #   ruleset: community-en
"""
