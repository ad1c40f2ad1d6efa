package dev.interlock.server.console.page.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Seen;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One rule: what it means, what it did, and what shows it.
 *
 * @param bundle the name of the bundle that it is in
 * @param meaning what it means, a sentence each
 * @param source the lines that its author wrote
 * @param seen the calls in which it spoke, in words
 * @param about the kind of object on which it counts; empty where there is none or several
 * @param hits some of these calls
 * @param older the address of the calls before; empty where there are none
 * @param one what made parties one
 * @param stories scenarios that show it
 * @param changes when a bundle was put in force
 */
public record RuleModel(
        String id,
        Text title,
        Text bundle,
        boolean observes,
        Optional<RulesModel.Force> force,
        List<String> controls,
        List<Prose> meaning,
        Source source,
        String seen,
        String about,
        Show show,
        List<Hit> hits,
        String older,
        List<Bar> one,
        Stories stories,
        List<Change> changes) {

    /** Which calls are shown. */
    public enum Show {
        STOPPED("stopped", "denied", "What it stopped", "It has stopped no call."),
        HELD("held", "held", "What it held", "It has held no call."),
        NOTED("noted", "permitted", "What it noted, and what was permitted", "No call that it noted was permitted.");

        private final String word;
        private final String verdict;
        private final String title;
        private final String none;

        Show(String word, String verdict, String title, String none) {
            this.word = word;
            this.verdict = verdict;
            this.title = title;
            this.none = none;
        }

        /** As it stands in the address of the page. */
        public String word() {
            return word;
        }

        /** The verdict that the API knows it by. */
        String verdict() {
            return verdict;
        }

        public String title() {
            return title;
        }

        public String none() {
            return none;
        }

        static Show of(Optional<String> word) {
            for (Show show : values()) {
                if (word.equals(Optional.of(show.word))) {
                    return show;
                }
            }
            return STOPPED;
        }
    }

    public record Source(String file, int line, Text text) {}

    /**
     * A call in which it spoke.
     *
     * @param place the address of what there is to see about it
     * @param word its verdict in a word
     */
    public record Hit(
            Instant time,
            String call,
            String place,
            String icon,
            String word,
            Text agent,
            Text object,
            Prose why,
            String one) {}

    /**
     * What made parties one, in some calls.
     *
     * @param percent of the most frequent
     */
    public record Bar(String name, long calls, long percent) {}

    /**
     * Scenarios of the bundle.
     *
     * @param why why none can be shown; empty where they can
     */
    public record Stories(String summary, boolean allHold, List<Story> first, List<Story> more, String why) {

        static Stories none(String why) {
            return new Stories("", true, List.of(), List.of(), why);
        }
    }

    public record Story(String icon, String word, Text name, boolean holds) {}

    public record Change(Instant time, Prose what, long entry) {}

    private static final int FIRST_STORIES = 8;

    static RuleModel of(JsonNode rule, JsonNode bundle, Show show, JsonNode calls, Stories stories, JsonNode entries) {
        String id = Nodes.text(rule, "id");
        return new RuleModel(
                id,
                Text.of(Nodes.text(rule, "title")),
                Text.of(Nodes.text(bundle, "name")),
                Nodes.text(rule, "mode").equals("observe"),
                RulesModel.Force.of(rule),
                Nodes.texts(rule, "controls"),
                Nodes.texts(rule, "sentences").stream().map(Prose::of).toList(),
                source(rule.path("source")),
                rule.has("calls") ? seen(RulesModel.counts(rule)) : "",
                about(Nodes.texts(rule, "about")),
                show,
                Nodes.list(calls.path("calls"), RuleModel::hit),
                Nodes.given(calls, "next")
                        .map(next -> Places.rule(id) + "?show=" + show.word() + "&before=" + V1.encoded(next))
                        .orElse(""),
                bars(rule),
                stories,
                Nodes.list(entries.path("entries"), one -> one).stream()
                        .flatMap(entry -> change(entry).stream())
                        .toList());
    }

    private static String seen(List<RulesModel.Count> counts) {
        long all = counts.stream().mapToLong(RulesModel.Count::calls).sum();
        if (all == 0) {
            return "It has found nothing so far";
        }
        return "It applied " + (all == 1 ? "once" : all + " times") + " and stopped "
                + counts.getFirst().calls();
    }

    private static String about(List<String> kinds) {
        return kinds.size() == 1
                ? kinds.getFirst().substring(0, 1).toUpperCase(Locale.ROOT)
                        + kinds.getFirst().substring(1)
                : "On";
    }

    private static Source source(JsonNode source) {
        String lines = String.join("\n", Nodes.texts(source, "lines"));
        return new Source(
                Nodes.text(source, "file"),
                source.path("line").asInt(),
                Text.of(lines + (source.path("cut").asBoolean() ? "\n..." : ""), 30_000));
    }

    private static Hit hit(JsonNode call) {
        String verdict = Nodes.text(call, "verdict");
        boolean held = verdict.equals("held");
        JsonNode finding = call.path("findings").path(0);
        String object = Nodes.given(finding, "key").orElseGet(() -> String.join(", ", Nodes.texts(call, "objects")));
        String id = Nodes.text(call, "call");
        String place = Nodes.given(call, "hold").map(Places::hold).orElse("/console/calls/" + id);
        return new Hit(
                Nodes.time(call, "time").orElse(Instant.EPOCH),
                id,
                place,
                held ? Seen.of(call).symbol() : icon(verdict),
                held ? Seen.of(call).words() : word(verdict),
                Text.of(Nodes.text(call, "agent"), 80),
                Text.of(object, 120),
                Prose.of(Nodes.text(finding, "text")),
                Nodes.text(finding, "one"));
    }

    private static String icon(String verdict) {
        return switch (verdict) {
            case "denied", "deny" -> "deny";
            case "held", "hold" -> "hold";
            case "refused", "withheld" -> "deny";
            default -> "permit";
        };
    }

    private static String word(String verdict) {
        return switch (icon(verdict)) {
            case "deny" -> "stopped";
            case "hold" -> "waits";
            default -> "went through";
        };
    }

    private static List<Bar> bars(JsonNode rule) {
        Map<String, Long> counted = new LinkedHashMap<>();
        for (JsonNode one : rule.path("one").path("attributes")) {
            counted.put(Nodes.text(one, "name"), one.path("count").asLong());
        }
        long most = counted.values().stream().mapToLong(Long::longValue).max().orElse(1);
        List<Bar> bars = new ArrayList<>();
        counted.forEach((name, calls) -> bars.add(new Bar("the same " + name, calls, calls * 100 / Math.max(1, most))));
        return bars;
    }

    private static Optional<Change> change(JsonNode entry) {
        return Nodes.time(entry, "time")
                .map(time -> new Change(
                        time,
                        Prose.of("Activated by " + Nodes.text(entry, "who") + ": " + Nodes.text(entry, "what")),
                        entry.path("number").asLong()));
    }

    /** The scenarios that a rule speaks in, or whose calls carry one of its duties; in the order of their files. */
    static Stories stories(JsonNode played, JsonNode rule) {
        var duties = new TreeSet<>(Nodes.texts(rule, "duties"));
        String id = Nodes.text(rule, "id");
        List<JsonNode> about = Nodes.list(played.path("stories"), one -> one).stream()
                .filter(story -> Nodes.texts(story, "rules").contains(id)
                        || Nodes.texts(story, "duties").stream()
                                        .filter(duties::contains)
                                        .count()
                                > 1)
                .toList();
        List<Story> all = about.stream().map(RuleModel::story).toList();
        long hold = all.stream().filter(Story::holds).count();
        boolean allHold = hold == all.size();
        return new Stories(
                allHold ? "all " + all.size() : hold + " of " + all.size(),
                allHold,
                all.subList(0, Math.min(FIRST_STORIES, all.size())),
                all.subList(Math.min(FIRST_STORIES, all.size()), all.size()),
                all.isEmpty()
                        ? "No scenario of the bundle is about this rule. Write one: it shows what the rule is "
                                + "for and that it works."
                        : "");
    }

    private static Story story(JsonNode story) {
        String verdict = Nodes.text(story, "verdict");
        return new Story(
                icon(verdict),
                word(verdict),
                Text.of(Nodes.text(story, "name")),
                story.path("passed").asBoolean());
    }
}
