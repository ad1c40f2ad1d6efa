package dev.interlock.server.console.page.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All rules of the bundle in force.
 *
 * @param bundle its name
 * @param digest its digest, shortened
 * @param force since when and by whom it is in force, if the record tells
 * @param next the address of the next page; empty where there is none
 */
public record RulesModel(Text bundle, String digest, Optional<Force> force, List<Line> rules, String next) {

    /**
     * Since when a bundle is in force.
     *
     * @param how who put it in force, in words
     */
    public record Force(Instant since, Text how) {

        static Optional<Force> of(JsonNode node) {
            JsonNode force = node.path("inForce");
            return Nodes.time(force, "since").map(since -> new Force(since, how(force)));
        }

        private static Text how(JsonNode force) {
            String by = Nodes.text(force, "by");
            Optional<String> proposer = Nodes.given(force, "proposedBy");
            return Text.of(
                    by.isEmpty() || by.equals("start")
                            ? "at the server’s start"
                            : proposer.map(first -> "proposed by " + first + ", activated by " + by)
                                    .orElse("activated by " + by));
        }
    }

    /**
     * A rule.
     *
     * @param place the address of its page
     * @param observes whether it only notes what it finds
     * @param counts what it did, each with the address of the calls
     */
    public record Line(
            String id,
            String place,
            Text title,
            String kind,
            boolean observes,
            List<Count> counts,
            Optional<Instant> last) {}

    /**
     * A number of calls.
     *
     * @param icon the shape of the verdict
     * @param label the verdict, in words
     */
    public record Count(String icon, String label, long calls, String place) {}

    static RulesModel of(JsonNode all) {
        JsonNode bundle = all.path("bundle");
        return new RulesModel(
                Text.of(Nodes.text(bundle, "name")),
                Digests.shortened(Nodes.text(bundle, "digest")),
                Force.of(bundle),
                Nodes.list(all.path("rules"), RulesModel::line),
                Nodes.given(all, "next")
                        .map(last -> "/console/rules?after=" + V1.encoded(last))
                        .orElse(""));
    }

    private static Line line(JsonNode rule) {
        String id = Nodes.text(rule, "id");
        return new Line(
                id,
                Places.rule(id),
                Text.of(Nodes.text(rule, "title")),
                Nodes.text(rule, "kind"),
                Nodes.text(rule, "mode").equals("observe"),
                counts(rule),
                Nodes.time(rule, "lastAt"));
    }

    /** What a rule did: stopped, held, and only noted. */
    static List<Count> counts(JsonNode rule) {
        String place = Places.rule(Nodes.text(rule, "id"));
        JsonNode calls = rule.path("calls");
        return List.of(
                new Count("deny", "stopped", calls.path("stopped").asLong(), place + "?show=stopped"),
                new Count("hold", "held", calls.path("held").asLong(), place + "?show=held"),
                new Count(
                        "permit",
                        "noted, and went through",
                        calls.path("observed").asLong()
                                + calls.path("approved").asLong()
                                + calls.path("waived").asLong(),
                        place + "?show=noted"));
    }
}
