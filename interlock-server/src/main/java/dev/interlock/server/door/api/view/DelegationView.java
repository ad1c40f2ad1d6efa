package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;

/** A standing delegation as it is shown. */
public final class DelegationView {

    private DelegationView() {}

    public static ObjectNode of(HoldEvent.Delegated delegated) {
        return Json.object()
                .put("id", Ids.delegation(delegated.delegation()))
                .put("by", delegated.by().name())
                .put("to", delegated.to())
                .put("group", delegated.group())
                .put("until", Times.of(delegated.untilMillis()))
                .put("reason", delegated.reason());
    }
}
