package dev.interlock.server.console.page.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import dev.interlock.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entry of the ledger, with what proves that it is there.
 *
 * @param kind its type, as docs/record.md has it
 * @param event all that it says, as JSON
 * @param about what it is about, each with its page
 * @param newer whether there is an entry after it
 * @param hides whether its leaf hides names or texts
 */
public record EntryModel(
        Line line, String kind, Text event, List<About> about, boolean newer, boolean hides, int bytes, Proof proof) {

    /** The longest event that is shown whole. */
    private static final int LONGEST = 20_000;

    /** Something that the entry is about. */
    public record About(String name, String text, String place) {}

    /**
     * The proof.
     *
     * @param path the hashes beside the way from the leaf to the root
     * @param note the signed checkpoint
     * @param vkey the key that signed it, as a C2SP verifier key
     */
    public record Proof(long index, long size, List<String> path, String note, String vkey) {}

    static EntryModel of(JsonNode entry, long size) {
        Line line = Line.of(entry);
        JsonNode proof = entry.path("proof");
        return new EntryModel(
                line,
                Nodes.text(entry, "kind"),
                Text.of(entry.path("event").toPrettyString(), LONGEST),
                about(entry),
                line.number() + 1 < size,
                entry.has("opening"),
                bytes(Nodes.text(entry, "leaf")),
                new Proof(
                        proof.path("index").asLong(),
                        proof.path("size").asLong(),
                        Nodes.texts(proof, "path"),
                        Nodes.text(proof, "checkpoint"),
                        Nodes.text(entry.path("key"), "vkey")));
    }

    /** The length of what base64 stands for. */
    private static int bytes(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4 * 3 - padding;
    }

    private static List<About> about(JsonNode entry) {
        var about = new ArrayList<About>();
        id(about, "Call", Nodes.given(entry, "id").filter(id -> id.startsWith("c-")));
        id(about, "Task", Nodes.given(entry, "task"));
        id(about, "Hold", Nodes.given(entry, "hold"));
        Nodes.given(entry, "agent").ifPresent(name -> about.add(new About("Agent", shown(name), Places.party(name))));
        for (String object : Nodes.texts(entry, "objects")) {
            about.add(new About("Object", shown(object), Places.object(object)));
        }
        for (String rule : Nodes.texts(entry, "rules")) {
            about.add(new About("Rule", shown(rule), Places.rule(rule)));
        }
        return List.copyOf(about);
    }

    private static void id(List<About> about, String name, Optional<String> id) {
        id.ifPresent(text -> Places.of(text).ifPresent(place -> about.add(new About(name, text, place))));
    }

    private static String shown(String text) {
        return Text.plain(text, 100);
    }

    /** What the script of the page needs to verify the proof. */
    static JsonNode proof(JsonNode entry) {
        var out = Json.object().put("leaf", Nodes.text(entry, "leaf"));
        out.set("proof", entry.path("proof"));
        out.set("key", entry.path("key"));
        return out;
    }
}
