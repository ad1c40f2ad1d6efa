package dev.interlock.server.console.page.playground;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.page.playground.PlaygroundModel.Problem;
import dev.interlock.server.console.page.playground.PlaygroundModel.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Scenarios that were played.
 *
 * @param worst the standing of all of them together
 * @param note what was not compared; empty for nothing
 */
public record Stories(Standing worst, String summary, String note, List<Story> list) {

    private static final int MOST_STORIES = 100;
    private static final int MOST_TOLD = 8;
    private static final int MOST_OPEN = 3;

    /** The standing of a scenario, the one that asks for a look first. */
    public enum Standing {
        /** The scenario does not come out as it says, and the bundle that is compared with does not explain it. */
        FAILS("deny", "no", "scenario fails"),
        /** The scenario comes out otherwise than under the bundle that is compared with: the effect of the change. */
        DIFFERS("hold", "right", "comes out differently"),
        HOLDS("permit", "yes", "scenario passes");

        private final String tone;
        private final String icon;
        private final String word;

        Standing(String tone, String icon, String word) {
            this.tone = tone;
            this.icon = icon;
            this.word = word;
        }

        public String tone() {
            return tone;
        }

        public String icon() {
            return icon;
        }

        public String word() {
            return word;
        }
    }

    /**
     * A scenario that was played.
     *
     * @param change the step that comes out otherwise than under the bundle that is compared with
     * @param open whether both decisions are shown at first
     * @param differences where it does not come out as it says
     * @param steps what happened, of one that does not hold
     */
    public record Story(
            String icon,
            String word,
            Text name,
            Standing standing,
            Optional<Comparison> change,
            boolean open,
            List<Problem> differences,
            List<Step> steps) {

        static Story of(JsonNode node, String base, boolean open) {
            String verdict = Nodes.text(node, "verdict");
            boolean passed = node.path("passed").asBoolean();
            Optional<Comparison> change = Comparison.ofScenario(node.path("change"), base);
            return new Story(
                    Marks.icon(verdict),
                    Marks.word(verdict),
                    Text.of(Nodes.text(node, "name")),
                    change.isPresent() ? Standing.DIFFERS : passed ? Standing.HOLDS : Standing.FAILS,
                    change,
                    open,
                    Nodes.list(node.path("differences"), one -> one).stream()
                            .limit(3)
                            .map(difference -> Problem.of(difference, Nodes.text(node, "name")))
                            .toList(),
                    passed && change.isEmpty() ? List.of() : PlaygroundModel.steps(node));
        }

        /** The scenario without its steps. */
        Story withoutSteps() {
            return new Story(icon, word, name, standing, change, open, differences, List.of());
        }
    }

    static Stories of(JsonNode node, String base) {
        List<Story> told = new ArrayList<>();
        int failed = 0;
        for (JsonNode each : node.path("stories")) {
            if (told.size() == MOST_STORIES) {
                break;
            }
            Story story = Story.of(each, base, failed < MOST_OPEN);
            failed += story.standing() == Standing.HOLDS ? 0 : 1;
            told.add(failed <= MOST_TOLD ? story : story.withoutSteps());
        }
        told.sort(Comparator.comparing(Story::standing));
        long all = node.path("all").asLong();
        long hold = node.path("hold").asLong();
        long changed = node.path("changed").asLong();
        long failing = node.has("failed") ? node.path("failed").asLong() : all - hold;
        long uncompared = node.path("uncompared").asLong();
        return new Stories(
                failing > 0 ? Standing.FAILS : changed > 0 ? Standing.DIFFERS : Standing.HOLDS,
                summary(all, hold, changed, failing, base),
                uncompared == 0
                        ? ""
                        : uncompared
                                + " of them could not be compared: their files name things that the other "
                                + "bundle does not have.",
                told);
    }

    private static String summary(long all, long hold, long changed, long failing, String base) {
        if (all == 0) {
            return "The bundle has no scenarios: write one in a file such as tests/first.yaml.";
        }
        if (changed > 0) {
            return changed + " of " + all + (changed == 1 ? " comes" : " come") + " out differently than under " + base
                    + (failing > 0 ? "; " + failing + (failing == 1 ? " does" : " do") + " not hold anyway." : ".");
        }
        return hold == all ? "All " + all + " scenarios pass." : hold + " of " + all + " scenarios pass.";
    }
}
