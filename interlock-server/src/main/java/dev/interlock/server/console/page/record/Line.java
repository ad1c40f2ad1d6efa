package dev.interlock.server.console.page.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Seen;
import dev.interlock.server.console.Text;
import gg.jte.Content;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of the ledger in one line.
 *
 * @param kind its type, as docs/record.md has it
 * @param icon the sign for what it says
 * @param word what the sign means
 * @param tone the colour of the word
 * @param id what it is called elsewhere, such as {@code c-38}; its number where it has no other name
 * @param place the page of what it is about; its own where there is none
 * @param settled the call of which it tells what became of it; empty for all other entries
 * @param through the object by which it has to do with what is looked at; empty where it is about that itself
 */
public record Line(
        long number,
        Instant at,
        String kind,
        String icon,
        String word,
        String tone,
        Text who,
        Content what,
        String id,
        String place,
        String settled,
        Text through) {

    /** The call of which it tells only what became of it, which stands at the call as well; empty for all other entries. */
    public Optional<String> settles() {
        return settled.isEmpty() ? Optional.empty() : Optional.of(settled);
    }

    /** Returns whether the word is what the party did; otherwise it is what became of something of the party. */
    public boolean act() {
        return !kind.startsWith("call-") && !OUTCOMES.contains(kind);
    }

    /** The same entry, found through another object. */
    public Line through(String object) {
        return new Line(number, at, kind, icon, word, tone, who, what, id, place, settled, Text.of(object, 100));
    }

    /** The kinds of entries, besides those about calls, that tell what became of something of the party, such as a lease. */
    private static final Set<String> OUTCOMES =
            Set.of("hold-expired", "lease-issued", "lease-confirmed", "plan-declared", "schema-seen");

    private static final Pattern CALL = Pattern.compile("c-[0-9]{1,15}");

    public static Line of(JsonNode entry) {
        long number = entry.path("number").asLong();
        String own = "/console/ledger/" + number;
        String id = Nodes.given(entry, "id").orElse(Long.toString(number));
        boolean call = entry.has("tool");
        String what = Nodes.given(entry, "say").orElseGet(() -> Nodes.text(entry, "what"));
        return new Line(
                number,
                Nodes.time(entry, "time").orElse(Instant.EPOCH),
                Nodes.text(entry, "kind"),
                icon(entry),
                word(entry),
                tone(entry),
                Text.of(Nodes.text(entry, "who"), 100),
                call ? Text.of(what) : Prose.of(cut(what)),
                id,
                Places.of(id).orElse(own),
                settled(entry),
                Text.of(""));
    }

    private static String settled(JsonNode entry) {
        Matcher call = CALL.matcher(Nodes.text(entry, "what"));
        return Nodes.text(entry, "kind").equals("call-settled") && call.lookingAt() ? call.group() : "";
    }

    private static String cut(String text) {
        return text.length() <= Text.USUAL ? text : text.substring(0, Text.USUAL) + "...";
    }

    private static String icon(JsonNode entry) {
        if (entry.has("verdict")) {
            return switch (Nodes.text(entry, "verdict")) {
                case "permitted" ->
                    switch (Nodes.text(entry, "outcome")) {
                        case "open" -> "flight";
                        case "unknown" -> "unsure";
                        case "failed" -> "ended";
                        default -> "permit";
                    };
                case "held" -> Seen.of(entry).symbol();
                case "denied" -> "deny";
                default -> "open";
            };
        }
        return switch (Nodes.text(entry, "tone")) {
            case "good" -> "permit";
            case "waiting" -> "hold";
            case "bad" -> Nodes.text(entry, "kind").startsWith("lane-") ? "glass" : "deny";
            default -> Nodes.text(entry, "kind").endsWith("-opened") ? "open" : "ended";
        };
    }

    private static String word(JsonNode entry) {
        return switch (Nodes.text(entry, "verdict")) {
            case "permitted" ->
                switch (Nodes.text(entry, "outcome")) {
                    case "open" -> "under way";
                    case "unknown" -> "went through, outcome unknown";
                    case "failed" -> "went through, failed";
                    default -> "went through";
                };
            case "held" -> Seen.of(entry).words();
            case "denied" -> "stopped";
            case "observed" -> "observed";
            default -> Nodes.text(entry, "word");
        };
    }

    private static String tone(JsonNode entry) {
        if (Nodes.text(entry, "verdict").equals("held")) {
            return Seen.of(entry).symbol();
        }
        return switch (Nodes.text(entry, "tone")) {
            case "good" -> "permit";
            case "waiting" -> "hold";
            case "bad" -> Nodes.text(entry, "kind").startsWith("lane-") ? "glass" : "deny";
            default -> "unsure";
        };
    }
}
