package dev.interlock.server.console.page.playground;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.Visit;
import dev.interlock.server.render.Plain;
import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A bundle on the playground.
 *
 * @param files its files, in which somebody edits
 * @param next the number of the fields for a further file
 * @param base the name of the bundle that it is compared with
 * @param problems what is wrong with it
 * @param choices what a call can be made of; empty while the bundle has mistakes
 * @param entered what was entered for a call
 * @param came what came of the last thing that was tried
 * @param note what is to be known before anything else; empty for nothing
 */
public record PlaygroundModel(
        List<FileModel> files,
        int next,
        String base,
        Problems problems,
        Optional<Choices> choices,
        Entered entered,
        Came came,
        Text note) {

    private static final int MOST_PROBLEMS = 50;

    /**
     * A file.
     *
     * @param number of its fields
     * @param text as it is edited: nothing in it is written out
     * @param lines how tall its field is
     * @param open whether it is shown at first
     * @param hidden the number of characters in it that nobody sees
     */
    public record FileModel(int number, String path, String text, int lines, boolean open, long hidden) {}

    /**
     * What is wrong.
     *
     * @param word how much, in words
     * @param otherwise how many scenarios come out otherwise than under the bundle that is compared with; empty for none
     * @param refused why it could not be checked; empty where it was
     */
    public record Problems(boolean good, String word, String otherwise, List<Problem> list, Text refused) {

        static Problems of(JsonNode checked, String base) {
            if (checked.has("refused") && !checked.has("diagnostics")) {
                return new Problems(false, "not checked", "", List.of(), Text.of(Nodes.text(checked, "refused")));
            }
            List<JsonNode> all = Nodes.list(checked.path("diagnostics"), one -> one);
            long errors = all.stream().filter(PlaygroundModel::isError).count();
            long warnings = all.size() - errors;
            String word = errors == 0 && warnings == 0
                    ? "no mistakes"
                    : counted(errors, "mistake")
                            + (errors > 0 && warnings > 0 ? ", " : "")
                            + counted(warnings, "warning");
            return new Problems(
                    errors == 0,
                    word,
                    otherwise(checked, base),
                    all.stream().limit(MOST_PROBLEMS).map(Problem::of).toList(),
                    Text.of(""));
        }

        private static String otherwise(JsonNode checked, String base) {
            long changed = checked.path("changed").asLong();
            return changed == 0
                    ? ""
                    : counted(changed, "scenario") + (changed == 1 ? " comes" : " come")
                            + " out differently than under " + base + ": run the scenarios to see both decisions.";
        }

        private static String counted(long number, String what) {
            return number == 0 ? "" : number + " " + what + (number == 1 ? "" : "s");
        }
    }

    /** A mistake or a warning, with its place and a remedy. */
    public record Problem(
            String icon, String word, String code, Prose message, Prose remedy, Text file, int line, int column) {

        static Problem of(JsonNode node) {
            return with(node, Nodes.text(node, "message"));
        }

        /** A difference of a scenario whose name stands beside it. */
        static Problem of(JsonNode node, String scenario) {
            String message = Nodes.text(node, "message");
            String name = "in `" + scenario + "`: ";
            return with(node, message.startsWith(name) ? message.substring(name.length()) : message);
        }

        private static Problem with(JsonNode node, String message) {
            boolean error = isError(node);
            return new Problem(
                    error ? "deny" : "hold",
                    error ? "mistake" : "warning",
                    Nodes.text(node, "code"),
                    Prose.played(message),
                    Prose.played(Nodes.text(node, "remedy")),
                    Text.of(Nodes.text(node, "file"), 100),
                    node.path("line").asInt(),
                    node.path("column").asInt());
        }
    }

    /** What a call can be made of. */
    public record Choices(List<Cast> casts, List<String> agents, List<String> intents, List<String> tools) {

        static Optional<Choices> of(JsonNode checked) {
            List<Cast> casts = Nodes.list(checked.path("casts"), Cast::of);
            var agents = new TreeSet<String>();
            checked.path("casts").forEach(cast -> agents.addAll(Nodes.texts(cast, "agents")));
            return checked.has("tools") && !agents.isEmpty()
                    ? Optional.of(new Choices(
                            casts, List.copyOf(agents), Nodes.texts(checked, "intents"), Nodes.texts(checked, "tools")))
                    : Optional.empty();
        }
    }

    /** A scenario file: its cast may act with nothing before, or after one of its scenarios. */
    public record Cast(String file, List<String> scenarios) {

        static Cast of(JsonNode node) {
            return new Cast(Nodes.text(node, "file"), Nodes.texts(node, "scenarios"));
        }

        /** The value by which a form names the scenario. */
        public String value(String scenario) {
            return file + "|" + scenario;
        }
    }

    /** What was entered for a call. */
    public record Entered(
            String history, String after, String by, String intent, String objects, String tool, String args) {

        static Entered of(Visit visit) {
            return new Entered(
                    visit.field("history").orElse(""),
                    visit.field("after").orElse(""),
                    visit.field("by").orElse(""),
                    visit.field("intent").orElse(""),
                    visit.field("objects").orElse(""),
                    visit.field("tool").orElse(""),
                    escaped(visit.field("args").orElse("{}")));
        }

        /** JSON in which invisible characters are escaped: the same value, and somebody sees it. */
        private static String escaped(String json) {
            var out = new StringBuilder();
            json.replace("\r\n", "\n").chars().forEach(c -> {
                if (Plain.isHidden(c) && c != '\n' && c != '\t' && c != ' ' && !Character.isSurrogate((char) c)) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", c));
                } else {
                    out.append((char) c);
                }
            });
            return out.toString();
        }
    }

    /**
     * What came of what was tried: at most one of these.
     *
     * @param refused why nothing was tried; empty where it was
     */
    public record Came(
            Optional<Stories> stories,
            Optional<Decision> decision,
            Optional<Link> link,
            Text refused,
            List<Problem> mistakes) {

        static final Came NOTHING =
                new Came(Optional.empty(), Optional.empty(), Optional.empty(), Text.of(""), List.of());

        static Came refused(String why) {
            return new Came(Optional.empty(), Optional.empty(), Optional.empty(), Text.of(why, 1_000), List.of());
        }

        private static Came refused(JsonNode node) {
            return new Came(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Text.of(Nodes.text(node, "refused"), 1_000),
                    Nodes.list(node.path("diagnostics"), one -> one).stream()
                            .limit(MOST_PROBLEMS)
                            .map(Problem::of)
                            .toList());
        }

        static Came tested(JsonNode node, String base) {
            return node.has("refused")
                    ? refused(node)
                    : new Came(
                            Optional.of(Stories.of(node, base)),
                            Optional.empty(),
                            Optional.empty(),
                            Text.of(""),
                            List.of());
        }

        static Came decided(JsonNode node, String base) {
            return node.has("refused")
                    ? refused(node)
                    : new Came(
                            Optional.empty(),
                            Optional.of(Decision.of(node, base)),
                            Optional.empty(),
                            Text.of(""),
                            List.of());
        }

        static Came shared(Optional<String> fragment) {
            return fragment.isPresent()
                    ? new Came(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(new Link("/console/playground" + fragment.get())),
                            Text.of(""),
                            List.of())
                    : refused("The bundle is too large for a link, which can have " + SharedBundle.LONGEST
                            + " characters: leave out some of its scenarios, or send the files.");
        }

        /** Whether there is anything to show. */
        public boolean isThere() {
            return stories.isPresent() || decision.isPresent() || link.isPresent() || !refused.isEmptyContent();
        }
    }

    /** A link that carries the bundle. */
    public record Link(String place) {}

    /** @param name the name of the step's call; empty where it has none */
    public record Step(String icon, String word, Text what, String name) {}

    /**
     * The decision on a call.
     *
     * @param why what was found
     * @param refused why the task was not opened, or the call not decided
     * @param history what happened before
     * @param beside the decision beside that of the bundle that is compared with
     */
    public record Decision(
            String icon,
            String word,
            Text what,
            List<Reason> why,
            Text refused,
            List<Step> history,
            Optional<Comparison> beside) {

        static Decision of(JsonNode node, String base) {
            String verdict = Nodes.text(node, "verdict");
            List<Step> steps = PlaygroundModel.steps(node);
            JsonNode opened = node.path("steps").path(node.path("history").asInt());
            boolean notOpened = Nodes.text(opened, "verdict").equals("refused");
            return new Decision(
                    Marks.icon(verdict),
                    Marks.word(verdict),
                    Text.of(Nodes.text(node, "what"), 500),
                    Nodes.list(node.path("findings"), Reason::of),
                    Text.of(
                            notOpened
                                    ? "The task was not opened: " + Nodes.text(opened, "text")
                                    : Nodes.text(node, "text"),
                            600),
                    steps.subList(0, Math.max(0, steps.size() - 1)),
                    Comparison.ofCall(node, base));
        }
    }

    /**
     * One reason.
     *
     * @param rule the rule; empty for checks that are none
     * @param noted whether it is only noted, and stops nothing
     * @param needs what would let the call through; empty for nothing
     * @param witnesses the calls that show it
     */
    public record Reason(
            String rule, boolean noted, Text title, Content text, String code, Text needs, List<Text> witnesses) {

        static Reason of(JsonNode node) {
            return new Reason(
                    Nodes.text(node, "rule"),
                    Nodes.text(node, "outcome").equals("record"),
                    Text.of(Nodes.text(node, "title")),
                    Prose.played(Nodes.text(node, "text")),
                    Nodes.text(node, "code"),
                    Text.of(Nodes.text(node, "needs")),
                    Nodes.list(node.path("witnesses"), one -> one).stream()
                            .map(witness -> Text.of(
                                    Nodes.text(witness, "call")
                                            + (witness.has("name") ? " (" + Nodes.text(witness, "name") + ")" : "")
                                            + ": "
                                            + Nodes.text(witness, "what"),
                                    500))
                            .toList());
        }
    }

    /** Something that can stand where somebody types. */
    public record Proposal(String text, String insert, Text description) {}

    static List<Proposal> proposals(JsonNode node) {
        return Nodes.list(node.path("items"), one -> one).stream()
                .map(item -> new Proposal(
                        Nodes.text(item, "text"),
                        Nodes.text(item, "text") + (item.path("key").asBoolean() ? ": " : ""),
                        Text.of(Nodes.text(item, "description"))))
                .toList();
    }

    /** @param open the path of the file that is shown at first, if there is such a one */
    static PlaygroundModel of(
            Map<String, String> files,
            Base base,
            JsonNode checked,
            Came came,
            Entered entered,
            String note,
            String open) {
        List<FileModel> shown = new ArrayList<>();
        String first = files.containsKey(open)
                ? open
                : files.keySet().stream().findFirst().orElse("");
        files.forEach((path, text) -> shown.add(new FileModel(
                shown.size(),
                path,
                text,
                Math.clamp(text.lines().count() + 2, 8, 40),
                path.equals(first),
                text.codePoints()
                        .filter(c -> Plain.isHidden(c) && c != '\n' && c != '\t' && c != ' ')
                        .count())));
        return new PlaygroundModel(
                shown,
                shown.size(),
                base.name(),
                Problems.of(checked, base.words()),
                Choices.of(checked),
                entered,
                came,
                Text.of(note, 1_000));
    }

    static List<Step> steps(JsonNode node) {
        return Nodes.list(node.path("steps"), one -> one).stream()
                .map(step -> new Step(
                        Marks.icon(Nodes.text(step, "verdict")),
                        Marks.word(Nodes.text(step, "verdict")),
                        Text.of(Nodes.text(step, "what")),
                        Nodes.text(step, "name")))
                .toList();
    }

    private static boolean isError(JsonNode diagnostic) {
        return Nodes.text(diagnostic, "severity").equals("error");
    }
}
