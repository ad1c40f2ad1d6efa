package dev.interlock.server.console.page.party;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import java.util.List;
import java.util.Optional;

/**
 * Agents, people and programs that answer.
 *
 * @param kind which of these are shown; empty for all
 * @param more the address of the next page
 */
public record PartiesModel(List<Line> parties, String kind, Optional<String> more) {

    /** One of them in a list. */
    public record Line(Text name, String place, String icon, String kind, Text owner, Text groups, Standing standing) {}

    /** Whether somebody may act, as a sign and a word. */
    public record Standing(String icon, String tone, String word) {

        static Standing of(String state) {
            return switch (state) {
                case "active" -> new Standing("permit", "permit", "may act");
                case "suspended" -> new Standing("deny", "deny", "suspended");
                case "owner-gone" -> new Standing("deny", "deny", "suspended: its owner has left");
                case "gone" -> new Standing("deny", "deny", "gone");
                default -> new Standing("unsure", "unsure", state.replace('-', ' '));
            };
        }
    }

    static Line line(JsonNode party) {
        String name = Nodes.text(party, "name");
        String kind = Nodes.text(party, "kind");
        return new Line(
                Text.of(name, 100),
                Places.party(name),
                kind.equals("person") ? "person" : "agent",
                word(kind),
                Text.of(Nodes.given(party, "owner").orElse(""), 100),
                Text.of(String.join(", ", Nodes.texts(party, "groups")), 200),
                Standing.of(Nodes.text(party, "state")));
    }

    static String word(String kind) {
        return kind.equals("verifier") ? "program that answers" : kind;
    }
}
