package dev.interlock.server.door.api;

import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Refusal;

/** What only people see: an agent could learn from it whom a rule takes for independent of it, and what it may do unseen. */
final class People {

    private People() {}

    /** @param what the refused resource, as in {@code the rules are} */
    static void require(Caller caller, String what) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), what + " for people");
        }
    }
}
