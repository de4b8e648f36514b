"""What each user is told in the stories of diverting, holding, transferring, parking and picking up."""

EXPECTED: dict[str, dict[str, str]] = {
    "alternate": {
        "anna": (
            "Received Alerting kunde; Off-Hook; Answered Active kunde; Held Held kunde; Originated Alerting bert; "
            "Answered Active bert; Held Held bert; Retrieved Active kunde; Held Held kunde; Retrieved Active bert; "
            "Released remote bert; On-Hook; Off-Hook; Retrieved Active kunde; Released remote kunde; On-Hook"
        ),
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Held Remote Held anna; Retrieved Active anna; "
            "Released local anna; On-Hook"
        ),
    },
    "between_enterprises": {
        "anna": (
            "Off-Hook; Originated Alerting irma iversen; Answered Active irma iversen; Held Held irma iversen; "
            "Retrieved Active irma iversen; Released remote irma iversen; On-Hook"
        ),
        "irma": (
            "Received Alerting anna adler; Off-Hook; Answered Active anna adler; Held Held anna adler; Retrieved "
            "Active anna adler; Released local anna adler; On-Hook"
        ),
    },
    "blind_transfer_busy": {
        "bert": "Off-Hook; Originated Alerting carla; Answered Active carla; Released local carla; On-Hook",
        "carla": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Received Alerting kunde; Released local (Busy) "
            "kunde; Released remote bert; On-Hook"
        ),
        "anna": (
            "Received Alerting kunde; Off-Hook; Answered Active kunde; Redirected [Detached transfer]; Released local"
            " kunde; On-Hook; Received Alerting kunde; Off-Hook; Answered Active kunde; Released remote kunde; On-"
            "Hook"
        ),
    },
    "blind_transfer_outside": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Transferred Alerting tel:+493023125900; "
            "Answered Active tel:+493023125900; Released remote tel:+493023125900; On-Hook"
        ),
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Redirected [Detached transfer]; Released local "
            "bert; On-Hook"
        ),
    },
    "blind_transfer_recall_inside": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Transferred Alerting carla; Updated Alerting "
            "anna; Answered Active anna; Released local anna; On-Hook"
        ),
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Redirected [Detached transfer]; Released local "
            "bert; On-Hook; Received Alerting bert; Off-Hook; Answered Active bert; Released remote bert; On-Hook"
        ),
        "carla": "Received Alerting bert; Released local (Temporarily Unavailable) bert",
    },
    "consult_transfer_outside": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; Transferred Remote Held"
            " tel:+493023125900; Retrieved Active tel:+493023125900; Released local tel:+493023125900; On-Hook"
        ),
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Held Held bert; Originated Alerting "
            "tel:+493023125900; Answered Active tel:+493023125900; Redirected [Held transfer] [Detached transfer]; "
            "Released local bert; Released local tel:+493023125900; On-Hook"
        ),
    },
    "declined_inside": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Forwarded Alerting carla; Answered Active carla; Released remote "
            "carla; On-Hook"
        ),
        "anna": "Received Alerting bert; Redirected [Detached no-answer]; Released local bert",
        "carla": "Received Alerting bert; Off-Hook; Answered Active bert; Released local bert; On-Hook",
    },
    "deflection_outside": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Forwarded Alerting tel:+493023125902; Answered Active "
            "tel:+493023125902; Released local tel:+493023125902; On-Hook"
        ),
        "anna": "Received Alerting bert; Redirected [Detached deflection]; Released local bert",
    },
    "double_hold": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Answered Active bert; Held Held bert; Retrieved Active bert; "
            "Released remote bert; On-Hook"
        ),
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Held Remote Held anna; Held Held anna; Retrieved"
            " Active anna; Held Remote Held anna; Retrieved Active anna; Released local anna; On-Hook"
        ),
    },
    "emergency_call": {
        "anna": "Off-Hook; Originated Alerting tel:112; Answered Active tel:112; Released remote tel:112; On-Hook",
    },
    "forwarded_always_then_busy": {
        "anna": "Off-Hook; Originated Alerting carla; Answered Active carla; Released local carla; On-Hook",
        "carla": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Received Alerting kunde; Redirected [Detached "
            "user-busy]; Released local kunde; Released remote anna; On-Hook"
        ),
        "bert": "Received Alerting kunde; Redirected [Detached unconditional]; Released local kunde",
        "dieter": "Received Alerting kunde; Off-Hook; Answered Active kunde; Released remote kunde; On-Hook",
    },
    "forwarded_not_reachable": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Forwarded Alerting tel:+493023125902; Answered Active "
            "tel:+493023125902; Released local tel:+493023125902; On-Hook"
        ),
        "bert": "Received Alerting anna; Redirected [Detached unavailable]; Released local anna",
    },
    "forwarded_outside": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Forwarded Alerting tel:+493023125902; Answered Active "
            "tel:+493023125902; Released remote tel:+493023125902; On-Hook"
        ),
        "bert": "Received Alerting anna; Redirected [Detached unconditional]; Released local anna",
    },
    "forwarded_to_another_enterprise": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Forwarded Alerting irma iversen; Answered Active irma iversen; "
            "Released local irma iversen; On-Hook"
        ),
        "bert": "Received Alerting anna; Redirected [Detached unconditional]; Released local anna",
        "irma": (
            "Received Alerting anna adler; Off-Hook; Answered Active anna adler; Released remote anna adler; On-Hook"
        ),
    },
    "forwarded_twice": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Forwarded Alerting carla; Forwarded Alerting dieter; Answered Active"
            " dieter; Released local dieter; On-Hook"
        ),
        "bert": "Received Alerting anna; Redirected [Detached no-answer]; Released local anna",
        "carla": "Received Alerting anna; Redirected [Detached unconditional]; Released local anna",
        "dieter": "Received Alerting anna; Off-Hook; Answered Active anna; Released remote anna; On-Hook",
    },
    "mute_transfer": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; Transferred Alerting "
            "carla; Answered Active carla; Released remote carla; On-Hook"
        ),
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Held Held bert; Originated Alerting carla; "
            "Redirected [Held transfer] [Detached transfer]; Released local bert; Released local carla; On-Hook"
        ),
        "carla": (
            "Received Alerting anna; Updated Alerting bert; Off-Hook; Answered Active bert; Released local bert; On-"
            "Hook"
        ),
    },
    "not_reachable": {
        "anna": (
            "Off-Hook; Originated Alerting bert; Releasing Active (Temporarily Unavailable) bert; Released remote "
            "(Temporarily Unavailable) bert; On-Hook"
        ),
        "bert": "Received Alerting anna; Released local (Temporarily Unavailable) anna",
    },
    "nothing_to_pick_up": {
        "anna": (
            "Off-Hook; Originated Alerting tel:*98; Releasing Active (Forbidden) tel:*98; Released remote (Forbidden)"
            " tel:*98; On-Hook"
        ),
    },
    "park_recall": {
        "anna": (
            "Received Alerting kunde; Off-Hook; Answered Active kunde; Released local kunde; On-Hook; Received "
            "Alerting kunde; Off-Hook; Answered Active kunde; Released remote kunde; On-Hook"
        ),
    },
    "park_recall_inside": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; Retrieved Active anna; "
            "Released remote anna; On-Hook"
        ),
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Released local bert; On-Hook; Received Alerting "
            "bert; Off-Hook; Answered Active bert; Released local bert; On-Hook"
        ),
    },
    "parked": {
        "anna": "Received Alerting kunde; Off-Hook; Answered Active kunde; Released local kunde; On-Hook",
        "bert": "Off-Hook; Originated Alerting tel:*88103; Answered Active kunde; Released remote kunde; On-Hook",
    },
    "parked_and_abandoned": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; Released local anna; "
            "On-Hook"
        ),
        "anna": "Received Alerting bert; Off-Hook; Answered Active bert; Released local bert; On-Hook",
    },
    "parked_in_the_group": {
        "emil": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; ParkRetrieved Active "
            "bert; Released local bert; On-Hook"
        ),
        "anna": (
            "Received Alerting emil; Off-Hook; Answered Active emil; Updated Active anna; Released local anna; On-Hook"
        ),
        "bert": "Off-Hook; Originated Alerting tel:*88101; Answered Active emil; Released remote emil; On-Hook",
    },
    "parked_inside": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; ParkRetrieved Active "
            "carla; Released remote carla; On-Hook"
        ),
        "anna": "Received Alerting bert; Off-Hook; Answered Active bert; Released local bert; On-Hook",
        "carla": "Off-Hook; Originated Alerting tel:*88; Answered Active bert; Released local bert; On-Hook",
    },
    "picked_up": {
        "bert": "Received Alerting kunde; Released remote kunde",
        "anna": "Off-Hook; Originated Alerting tel:*97102; Answered Active kunde; Released remote kunde; On-Hook",
    },
    "picked_up_in_the_group": {
        "emil": (
            "Off-Hook; Originated Alerting bert; PickedUp Alerting anna; Answered Active anna; Released local anna; "
            "On-Hook"
        ),
        "bert": "Received Alerting emil; Released remote emil",
        "anna": "Off-Hook; Originated Alerting tel:*98; Answered Active emil; Released remote emil; On-Hook",
    },
    "picked_up_inside": {
        "carla": (
            "Off-Hook; Originated Alerting bert; PickedUp Alerting anna; Answered Active anna; Released remote anna; "
            "On-Hook"
        ),
        "bert": "Received Alerting carla; Released remote carla",
        "anna": "Off-Hook; Originated Alerting tel:*97102; Answered Active carla; Released local carla; On-Hook",
    },
    "restricted_caller": {
        "anna": "Received Alerting hidden; Off-Hook; Answered Active hidden; Released remote hidden; On-Hook",
    },
    "unknown_caller": {
        "anna": "Received Alerting hidden; Off-Hook; Answered Active hidden; Released remote hidden; On-Hook",
    },
    "second_call_refused": {
        "anna": "Off-Hook; Originated Alerting bert; Answered Active bert; Released local bert; On-Hook",
        "bert": (
            "Received Alerting anna; Off-Hook; Answered Active anna; Received Alerting kunde; Released local "
            "(Temporarily Unavailable) kunde; Released remote anna; On-Hook"
        ),
    },
    "transfer_from_another_enterprise": {
        "anna": (
            "Received Alerting irma iversen; Off-Hook; Answered Active irma iversen; Redirected [Detached transfer]; "
            "Released local irma iversen; On-Hook"
        ),
        "carla": (
            "Received Alerting irma iversen; Off-Hook; Answered Active irma iversen; Released remote irma iversen; "
            "On-Hook"
        ),
        "irma": (
            "Off-Hook; Originated Alerting anna adler; Answered Active anna adler; Released local anna adler; On-Hook"
        ),
    },
    "transfer_to_another_enterprise": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; Transferred Remote Held"
            " irma iversen; Retrieved Active irma iversen; Released remote irma iversen; On-Hook"
        ),
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Held Held bert; Originated Alerting irma "
            "iversen; Answered Active irma iversen; Redirected [Held transfer] [Detached transfer]; Released local "
            "bert; Released local irma iversen; On-Hook"
        ),
        "irma": (
            "Received Alerting anna adler; Off-Hook; Answered Active anna adler; Released local anna adler; On-Hook"
        ),
    },
    "transfer_while_ringing_recall": {
        "bert": (
            "Off-Hook; Originated Alerting anna; Answered Active anna; Held Remote Held anna; Transferred Alerting "
            "carla; Updated Alerting anna; Answered Active anna; Released remote anna; On-Hook"
        ),
        "anna": (
            "Received Alerting bert; Off-Hook; Answered Active bert; Held Held bert; Originated Alerting carla; "
            "Redirected [Held transfer] [Detached transfer]; Released local bert; Released local carla; On-Hook; "
            "Received Alerting bert; Off-Hook; Answered Active bert; Released local bert; On-Hook"
        ),
        "carla": "Received Alerting anna; Updated Alerting bert; Released local (Temporarily Unavailable) bert",
    },
}
