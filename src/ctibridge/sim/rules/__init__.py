"""What happens to calls, one story for each file. Every rule reports its events in the platform's order.

`dialling` a user calls · `routing` where a call goes · `ringing` a telephone rings, somebody answers · `forking` it
rings at several places, `winning` one of them answers · `forwarding` a user's services send it on · `holding` ·
`moving` to another telephone of the same user · `transferring` · `conferencing` · `recording` · `pickup` · `parking` ·
`features` codes that are dialled · `clearing` it fails or ends · `hook`.
Where the references are silent about an order or a value, the rule says "inferred".
"""
