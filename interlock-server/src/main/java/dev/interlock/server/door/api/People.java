package dev.interlock.server.door.api;

import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.identity.role.Roles;
import java.util.Optional;

/** The requests that are for people alone, or for those who administer the server. */
final class People {

    private People() {}

    /**
     * Refuses agents: one could learn from what people see whom a rule takes for independent of it, and what it may do unseen.
     *
     * @param what the refused action, as in {@code read the rules}
     */
    static void require(Caller caller, String what) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may " + what);
        }
    }

    static void requireAdministrator(Roles roles, Caller caller) throws Refusal {
        Optional<String> objection = roles.notAdministering(caller);
        if (objection.isPresent()) {
            throw new Refusal(403, RefusalCode.NOT_IN_GROUP.text(), objection.get());
        }
    }
}
