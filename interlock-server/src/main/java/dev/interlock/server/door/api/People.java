package dev.interlock.server.door.api;

import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Refusal;

/** What only people see: an agent could learn from it whom a rule takes for independent of it, and what it may do unseen. */
final class People {

    private People() {}

    /** @param what the refused action, as in {@code read the rules} */
    static void require(Caller caller, String what) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may " + what);
        }
    }
}
