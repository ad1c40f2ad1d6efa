package dev.interlock.server.door.api;

import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.identity.role.Roles;
import java.util.Optional;

/** The people who administer the server. */
final class Administrators {

    private Administrators() {}

    static void require(Roles roles, Caller caller) throws Refusal {
        Optional<String> objection = roles.notAdministering(caller);
        if (objection.isPresent()) {
            throw new Refusal(403, RefusalCode.NOT_IN_GROUP.text(), objection.get());
        }
    }
}
