package dev.interlock.server.door.api;

import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Refusal;

/** The group of the people who administer the server. */
final class Administrators {

    static final String GROUP = "administrators";

    private Administrators() {}

    static void require(Caller caller) throws Refusal {
        if (!caller.groups().contains(GROUP)) {
            throw new Refusal(
                    403,
                    RefusalCode.NOT_IN_GROUP.text(),
                    "`" + caller.name() + "` is not in the group `" + GROUP + "`");
        }
    }
}
