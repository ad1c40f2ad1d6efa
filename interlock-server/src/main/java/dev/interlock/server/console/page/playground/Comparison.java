package dev.interlock.server.console.page.playground;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Text;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One step decided by two bundles.
 *
 * @param what the step in words
 * @param base the bundle that is compared with, in words
 * @param both the rules and checks that speak under both in the same way
 * @param same whether both decide in the same way, for the same reasons
 */
public record Comparison(Text what, String base, boolean same, Side before, Side after, List<String> both) {

    private static final int MOST_REASONS = 4;
    private static final int MOST_BOTH = 10;

    /**
     * The decision of one bundle.
     *
     * @param reasons those that the other bundle does not have
     * @param text why it refused, or could not be asked; empty where it decided
     */
    public record Side(String icon, String word, List<PlaygroundModel.Reason> reasons, Text text) {

        static Side of(JsonNode node, JsonNode other) {
            String verdict = Nodes.text(node, "verdict");
            List<JsonNode> common = Nodes.list(other.path("findings"), one -> one);
            return new Side(
                    verdict.isEmpty() ? "unsure" : Marks.icon(verdict),
                    verdict.isEmpty() ? "cannot be asked" : Marks.word(verdict),
                    Nodes.list(node.path("findings"), one -> one).stream()
                            .filter(finding -> !common.contains(finding))
                            .limit(MOST_REASONS)
                            .map(PlaygroundModel.Reason::of)
                            .toList(),
                    Text.of(Nodes.text(node, "text"), 600));
        }
    }

    /** The step of a scenario that comes out otherwise; empty for a scenario in which none does. */
    static Optional<Comparison> ofScenario(JsonNode change, String base) {
        return change.isMissingNode()
                ? Optional.empty()
                : Optional.of(of(change.path("after"), base, false, change.path("before")));
    }

    /** A call that was tried; empty where it was not compared. */
    static Optional<Comparison> ofCall(JsonNode decided, String base) {
        return decided.has("before")
                ? Optional.of(of(decided, base, !decided.path("changed").asBoolean(), decided.path("before")))
                : Optional.empty();
    }

    private static Comparison of(JsonNode after, String base, boolean same, JsonNode before) {
        List<JsonNode> both = Nodes.list(before.path("findings"), one -> one);
        return new Comparison(
                Text.of(Nodes.text(after, "what"), 500),
                base,
                same,
                Side.of(before, after),
                Side.of(after, before),
                Nodes.list(after.path("findings"), one -> one).stream()
                        .filter(both::contains)
                        .map(finding -> Nodes.given(finding, "rule").orElse(Nodes.text(finding, "code")))
                        .distinct()
                        .limit(MOST_BOTH)
                        .toList());
    }

    /** The bundle that is compared with, as a heading. */
    public String heading() {
        return base.substring(0, 1).toUpperCase(Locale.ROOT) + base.substring(1);
    }
}
