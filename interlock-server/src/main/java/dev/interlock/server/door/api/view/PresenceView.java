package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Presence;
import dev.interlock.server.identity.presence.Freshness;
import dev.interlock.server.render.Ids;
import java.util.Optional;

/** Shows how people proved to be there. */
public final class PresenceView {

    private PresenceView() {}

    /** Writes a proof, if there is one, as the member {@code presence}. */
    static void put(ObjectNode out, Optional<Presence> shown) {
        shown.ifPresent(presence -> {
            ObjectNode one = out.putObject("presence");
            switch (presence.by()) {
                case Presence.By.Link link -> one.put("by", "link");
                case Presence.By.Login login -> {
                    one.put("by", "login").put("issuer", login.issuer());
                    login.acr().ifPresent(acr -> one.put("acr", acr));
                }
                case Presence.By.Passkey key -> one.put("by", "passkey").put("passkey", Ids.passkey(key.passkey()));
            }
            one.put("at", Times.of(presence.atMillis()));
        });
    }

    /** Writes what a critical approval asks of the reader, if it asks for a fresh login, as the member {@code stepUp}. */
    public static void putStepUp(ObjectNode out, Freshness freshness, long nowMillis) {
        freshness.within().ifPresent(within -> {
            ObjectNode asked = out.putObject("stepUp")
                    .put("withinSeconds", within.toSeconds())
                    .put("fresh", freshness.suffices(nowMillis));
            put(asked, freshness.presence());
        });
    }
}
