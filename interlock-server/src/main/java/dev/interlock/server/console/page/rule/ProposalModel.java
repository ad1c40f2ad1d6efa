package dev.interlock.server.console.page.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bundle that is proposed, or could be.
 *
 * @param inForce the bundle that decides
 * @param proposed the one that is proposed
 * @param folder what is in the server's folder
 * @param diff what it decides otherwise
 * @param backtest what it would have decided
 * @param who who may activate it, in a sentence
 */
public record ProposalModel(
        Named inForce,
        Optional<Proposed> proposed,
        Folder folder,
        Part<Diff> diff,
        Part<Backtest> backtest,
        String who,
        Viewer viewer) {

    private static final Duration VALID = Duration.ofHours(24);

    private static final int MOST_CHANGES = 25;
    private static final int MOST_CALLS = 50;

    /** A bundle by name and digest. */
    public record Named(Text name, String digest, String shortened) {

        static Named of(JsonNode node) {
            String digest = Nodes.text(node, "digest");
            return new Named(Text.of(Nodes.text(node, "name")), digest, Digests.shortened(digest));
        }
    }

    /**
     * Who looks at it.
     *
     * @param administrator whether they may propose
     * @param days how many days of the record are decided again
     * @param activated whether they have just put it in force
     * @param problem why what they wanted was not done; empty where nothing was
     */
    public record Viewer(boolean administrator, int days, boolean activated, String problem) {}

    /**
     * The bundle that is proposed.
     *
     * @param may whether the viewer may activate it
     * @param because why not
     */
    public record Proposed(
            Named proposal, Text by, Instant at, Instant until, boolean over, boolean may, Prose because) {}

    /**
     * The server's folder.
     *
     * @param offered the bundle in it that can be proposed; empty where there is none
     * @param says what is in it, in a sentence
     */
    public record Folder(Optional<Named> offered, String says, List<Text> mistakes) {}

    /**
     * A part that takes its time.
     *
     * @param percent how far it is, while it is at work
     * @param why why there is none
     */
    public record Part<T>(Optional<T> result, boolean running, long percent, Text why) {}

    /** @param summary what was played, in a sentence */
    public record Diff(
            List<Change> changes, List<String> onlyBefore, List<String> onlyAfter, String summary, long more) {}

    /**
     * A change of meaning.
     *
     * @param story all moves but the last, which is the one that is answered otherwise
     */
    public record Change(Text what, Side before, Side after, List<Text> story, Text last) {}

    public record Side(String icon, String word, List<Prose> reasons) {}

    /**
     * What would have been decided.
     *
     * @param sentence how much would have been otherwise
     * @param more the number of calls that are not shown
     */
    public record Backtest(String sentence, List<Count> counts, List<Differing> calls, long more, Instant at) {}

    public record Count(String beforeIcon, String before, String afterIcon, String after, long calls) {}

    public record Differing(String call, Optional<Instant> time, Text agent, Text tool, Side before, Side after) {}

    static ProposalModel of(
            JsonNode bundle, JsonNode folder, JsonNode diff, JsonNode backtest, Viewer viewer, Instant now) {
        Named inForce = Named.of(bundle);
        boolean alone = bundle.path("single_administrator").asBoolean();
        return new ProposalModel(
                inForce,
                bundle.has("proposed") ? Optional.of(proposed(bundle.path("proposed"), now)) : Optional.empty(),
                folder(folder, Nodes.text(bundle.path("proposed"), "digest")),
                part(diff, diff.has("changes") ? Optional.of(diff(diff)) : Optional.empty()),
                part(backtest, backtest.has("comparison") ? Optional.of(backtest(backtest)) : Optional.empty()),
                alone
                        ? "This set-up has a single administrator: the person who proposes a bundle may also "
                                + "activate it."
                        : "One administrator proposes, and another, who shares neither an owner nor any other "
                                + "attribute of the strictest level with the proposer, activates: no one changes "
                                + "the rules alone.",
                viewer);
    }

    private static Proposed proposed(JsonNode node, Instant now) {
        Instant at = Nodes.time(node, "at").orElse(now);
        return new Proposed(
                Named.of(node),
                Text.of(Nodes.text(node, "by")),
                at,
                at.plus(VALID),
                at.plus(VALID).isBefore(now),
                node.path("may").asBoolean(),
                Prose.of(Nodes.text(node, "because")));
    }

    private static Folder folder(JsonNode node, String proposed) {
        List<Text> mistakes = Nodes.list(node.path("diagnostics"), one -> one).stream()
                .filter(one -> Nodes.text(one, "severity").equals("error"))
                .limit(10)
                .map(one -> Text.of(
                        Nodes.text(one, "file") + ":" + one.path("line").asInt() + ": " + Nodes.text(one, "message")))
                .toList();
        if (node.has("why")) {
            return new Folder(Optional.empty(), Nodes.text(node, "why"), List.of());
        }
        if (!node.path("ok").asBoolean()) {
            return new Folder(
                    Optional.empty(),
                    "The bundle in the server’s folder has mistakes, so it cannot be proposed.",
                    mistakes);
        }
        if (node.path("in_force").asBoolean()) {
            return new Folder(
                    Optional.empty(),
                    "The server’s folder has the bundle that is in force: there is nothing to propose. Change "
                            + "its files, try"
                            + " them out in the playground, and put them into the folder.",
                    List.of());
        }
        if (Nodes.text(node, "digest").equals(proposed)) {
            return new Folder(Optional.empty(), "The server’s folder has the bundle that is proposed.", List.of());
        }
        return new Folder(
                Optional.of(Named.of(node)),
                "The server’s folder has another bundle. Proposing changes nothing yet: it stores a copy, and "
                        + "everyone can see what it would change.",
                List.of());
    }

    private static <T> Part<T> part(JsonNode node, Optional<T> result) {
        long of = node.path("of").asLong();
        boolean running = Nodes.text(node, "state").equals("running");
        return new Part<>(
                result,
                running,
                of == 0 ? 0 : Math.min(100, node.path("done").asLong() * 100 / of),
                Text.of(Nodes.text(node, "why")));
    }

    private static Diff diff(JsonNode node) {
        List<Change> changes = Nodes.list(node.path("changes"), one -> one).stream()
                .limit(MOST_CHANGES)
                .map(ProposalModel::change)
                .toList();
        long all = node.path("changes_all").asLong();
        return new Diff(
                changes,
                Nodes.texts(node, "only_before"),
                Nodes.texts(node, "only_after"),
                "Found in " + node.path("stories").asLong() + " short stories, played under both bundles"
                        + (node.path("exhausted").asBoolean()
                                ? "."
                                : ", and there are more: `interlock diff --stories` plays them.")
                        + (all == 0 ? " That nothing is found is no proof that nothing changes." : ""),
                all - changes.size());
    }

    private static Change change(JsonNode node) {
        List<Text> story =
                Nodes.texts(node, "story").stream().map(move -> Text.of(move)).toList();
        return new Change(
                Text.of(Nodes.text(node, "what")),
                side(node.path("before"), node.path("after")),
                side(node.path("after"), node.path("before")),
                story.subList(0, Math.max(0, story.size() - 1)),
                story.isEmpty() ? Text.of("") : story.getLast());
    }

    /** A side with the reasons that the other one does not have. */
    private static Side side(JsonNode node, JsonNode other) {
        String verdict = Nodes.text(node, "verdict");
        List<String> common = Nodes.texts(other, "reasons");
        return new Side(
                icon(verdict),
                word(verdict),
                Nodes.texts(node, "reasons").stream()
                        .filter(reason -> !common.contains(reason))
                        .map(Prose::played)
                        .toList());
    }

    static String icon(String verdict) {
        return switch (verdict) {
            case "deny", "refused" -> "deny";
            case "hold" -> "hold";
            default -> "permit";
        };
    }

    static String word(String verdict) {
        return switch (verdict) {
            case "deny" -> "stopped";
            case "refused" -> "refused";
            case "hold" -> "waits";
            case "done" -> "begins";
            default -> "goes through";
        };
    }

    private static Backtest backtest(JsonNode node) {
        JsonNode comparison = node.path("comparison");
        long changed = comparison.path("changed").asLong();
        long all = node.path("calls").path("all").asLong();
        List<Count> counts = new ArrayList<>();
        for (JsonNode change : comparison.path("changes")) {
            String before = Nodes.text(change, "before");
            String after = Nodes.text(change, "after");
            if (!before.equals(after)) {
                counts.add(new Count(
                        icon(before),
                        past(before),
                        icon(after),
                        would(after),
                        change.path("calls").asLong()));
            }
        }
        List<Differing> calls = Nodes.list(comparison.path("first"), one -> one).stream()
                .limit(MOST_CALLS)
                .map(ProposalModel::differing)
                .toList();
        return new Backtest(
                all == 0
                        ? "There were no calls in this period."
                        : changed == 0
                                ? "All " + all + " calls would have been decided in the same way."
                                : changed + " of " + all + " calls would have been decided differently.",
                counts,
                calls,
                changed - calls.size(),
                Nodes.time(node, "at").orElse(Instant.EPOCH));
    }

    private static String past(String verdict) {
        return switch (verdict) {
            case "deny" -> "stopped";
            case "hold" -> "waited";
            default -> "went through";
        };
    }

    private static String would(String verdict) {
        return switch (verdict) {
            case "deny" -> "would be stopped";
            case "hold" -> "would be held";
            default -> "would go through";
        };
    }

    private static Differing differing(JsonNode call) {
        String before = Nodes.text(call, "before");
        String after = Nodes.text(call, "after");
        return new Differing(
                Nodes.text(call, "place"),
                Nodes.time(call, "time"),
                Text.of(Nodes.text(call, "agent"), 80),
                Text.of(Nodes.text(call, "tool"), 120),
                new Side(icon(before), past(before), words(call, "reasons_before")),
                new Side(icon(after), would(after), words(call, "reasons")));
    }

    private static List<Prose> words(JsonNode call, String name) {
        return Nodes.list(call.path(name), one -> one).stream()
                .map(reason -> Prose.of(Nodes.text(reason, "words")))
                .toList();
    }
}
