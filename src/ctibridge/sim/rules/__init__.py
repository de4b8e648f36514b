"""What happens to calls, one story for each file. Every rule reports its events in the platform's order.

`dialling` a user calls · `routing` where a call goes · `ringing` a telephone rings, somebody answers · `forwarding` a
user's services send it on · `holding` · `transferring` · `conferencing` · `pickup` · `parking` · `features` codes that
are dialled · `clearing` it fails or ends · `hook`.
Where the references are silent about an order or a value, the rule says "inferred".
"""
