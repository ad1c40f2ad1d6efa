package dev.interlock.server.console.page.setting;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The passkeys of the viewer.
 *
 * @param origin of the pages for which they are good; empty where there are none here
 */
public record PasskeysModel(List<One> passkeys, Optional<String> origin) {

    /**
     * A passkey.
     *
     * @param entry of its registration
     * @param used when it was last; empty for never
     */
    public record One(String id, String entry, Text name, Instant registered, Optional<Instant> used) {}

    static PasskeysModel of(JsonNode told) {
        return new PasskeysModel(
                Nodes.list(
                        told.path("passkeys"),
                        one -> new One(
                                Nodes.text(one, "id"),
                                Nodes.text(one, "id").substring("passkey-".length()),
                                Text.of(Nodes.text(one, "name")),
                                Nodes.time(one, "registered").orElse(Instant.EPOCH),
                                Nodes.time(one, "used"))),
                Nodes.given(told.path("site"), "origin"));
    }
}
