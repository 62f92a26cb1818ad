"""The file that ``modtui init`` writes: valid as it stands, and explained line by line."""

EXAMPLE = """\
# The communities you moderate. Keep this file to yourself: chmod 600
# After a change, `modtui doctor` says what works and what does not.
version: 1

# Times are shown in this zone; without it in UTC. Over SSH the machine's own zone is not yours.
# timezone: Europe/Paris

# One of the themes that come with modtui, or the path of your own: dusk (dark), dawn (light),
# contrast, clear (for colour blindness), terminal (its own 16 colours), mono (none).
# theme: dusk

# Where true, borders and marks are drawn in ASCII; otherwise as the terminal can show them.
# ascii: true

# Where true, the desk is a dialogue in lines, as with `modtui --plain`: for screen readers,
# Braille lines and very slow connections.
# plain: true
# The keys of the desk: modtui, huggle, listadmin or azerty; docs/keys.md shows each. In the
# long form single actions have keys of your own: keys: {preset: modtui, bind: {remove: d}}
# keys: huggle

# Where true, the person at the desk can start no other program: no editor, no command routes.
# token_cmd and password_cmd are yours and stay.
# restricted: true

# Filters with a name, for `v` on the desk and in the audit pane; docs/filters.md says how.
# views:
#   urgent: severity>=high -is:closed
# audit_views:
#   bans: verb:ban after:2w

# Words that a rule masks (slurs) are shown as their first letter and dots until z shows them.
# mask_slurs: true

# What people in a role may do themselves. What they may not is prepared as a proposal to a
# contact. Closing reports and taking one's own deeds back come with it.
# roles:
#   helper: {may: [keep, remove, warn, escalate]}

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

    # How soon a case should be looked at, by severity or place: immediate, deferred, none, 30m.
    # response_goals: {severe: immediate, high: 4h, low: 3d, places: {off-topic: none}}

    # Who sits here, where several people share the account.
    # moderator: marie

    # What `modtui audit checkpoint` gives its line to, to be kept elsewhere.
    # checkpoint_cmd: [mail, -s, checkpoint, colleague@example.org]

    # Used only when set here, never from the environment.
    # proxy: http://localhost:8080

    # Whose desk this is, by the roles above; without it nothing is held to a role.
    # role: helper

    # Where escalations go: the contacts that the ruleset names, and one way to each.
    # With routes in it this file must not be readable by others.
    # routes:
    #   admins: "@admin:example.org"             # an account here; the same as {person: …}
    #   moderators: {room: "!mods:example.org"}  # a room here; everybody in it reads it
    #   safety:
    #     email:
    #       to: safety@example.org               # or a list; all of them or none
    #       from: moderators@example.org
    #       host: mail.example.org
    #       tls: starttls                        # or tls, or none; port: 587, 465 or 25
    #       user: moderators                     # with password_cmd, password_env or
    #       password_cmd: [pass, show, mail]     # password_file
    #   duty:
    #     webhook:
    #       url: https://chat.example.org/hook   # or url_cmd, url_env, url_file: some are secret
    #       token_env: HOOK_TOKEN                # or token_cmd, token_file; sent as Bearer
    #       safe: false                          # true: it takes an Idempotency-Key only once
    #   pager:
    #     command: [~/bin/page, --urgent]        # no shell; the summary is its input
    #     timeout: 20                            # seconds

  # A community in a file on this machine, as `modtui demo --file ~/practice.json` makes one:
  # - name: practice
  #   adapter: local
  #   file: ~/practice.json
  #   ruleset: community-en
"""
