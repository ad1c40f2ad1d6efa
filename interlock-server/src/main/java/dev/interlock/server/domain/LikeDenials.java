package dev.interlock.server.domain;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.log.Receipt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The denials that were recorded in full within the last minute. Another one of the same party, for the same tool and the same
 * reasons on the same keys, in the same task, by the same instance, is counted with the first: whoever asks again and again for what is
 * denied fills no disk with it. Nor does whoever tries one key after the other, or one task, or makes instances: after a number of denials
 * that differ in these alone, others like them are counted with the latest.
 *
 * <p>The minute is one of the record. Likes are compared and not hashed, so that no choice of names makes a look-up dear.
 */
final class LikeDenials {

    private static final long WITHIN_MILLIS = 60_000;

    /** The most denials that are known at a time. Beyond them each is recorded in full, as if none were like it. */
    private static final int MOST = 10_000;
    /** The most denials in a minute that are recorded in full although they differ in their keys and tasks alone. */
    static final int VARIANTS = 100;

    /**
     * The things that like denials have in common.
     *
     * @param bundle digest of the bundle that denied
     * @param party who asked, with the enforcement point that asked for it
     * @param tool empty for one that the catalogue does not have, whose name anybody can choose
     * @param reasons code and rule of each finding
     * @param about the task, the running instance that asked, and the keys of the findings; empty for all that differ in these alone
     */
    record Like(String bundle, String party, String tool, String reasons, String about) implements Comparable<Like> {

        private static final Comparator<Like> ORDER = Comparator.comparing(Like::party)
                .thenComparing(Like::tool)
                .thenComparing(Like::reasons)
                .thenComparing(Like::bundle)
                .thenComparing(Like::about);

        private Like aboutAnything() {
            return new Like(bundle, party, tool, reasons, "");
        }

        @Override
        public int compareTo(Like other) {
            return ORDER.compare(this, other);
        }
    }

    /** A denial that is recorded in full. */
    static final class First {
        private final Like like;
        private final long call;
        private final long untilMillis;
        private int times;
        private @Nullable Receipt receipt;

        private First(Like like, long call, long untilMillis) {
            this.like = like;
            this.call = call;
            this.untilMillis = untilMillis;
        }

        /** The answer to another one like it. */
        Answer.Deny answer(Answer.Deny alike) {
            return new Answer.Deny(call, alike.findings());
        }

        /** Returns the receipt of the denial, once it is durable. */
        Receipt receipt() {
            if (receipt == null) {
                throw new IllegalStateException("the denial is not recorded yet");
            }
            return receipt;
        }
    }

    /** The number of like denials about anything that were recorded in full within the minute, and the latest of them. */
    private static final class Kind {
        private int recorded;
        private First latest;

        private Kind(First latest) {
            this.latest = latest;
        }
    }

    private final TreeMap<Like, First> byLike = new TreeMap<>();
    private final TreeMap<Like, Kind> kinds = new TreeMap<>();
    /** The denials that may have others like them, in the order in which they were recorded. */
    private final ArrayDeque<First> all = new ArrayDeque<>();
    /** The denials of the batch that is not durable yet. */
    private final List<First> fresh = new ArrayList<>();

    /**
     * The things that a denial has in common with others like it; empty where each has to be in the record in full. That is so of what
     * can be asked for again by a key of the caller's, of answers to a call in flight, of all that happens in a lane, and where more
     * than the denial is decided.
     */
    static Optional<Like> of(State state, Command command, Decision decision, String bundle) {
        if (!(command instanceof Command.DecideCall)
                || decision.events().size() != 1
                || !(decision.events().getFirst() instanceof Event.CallDenied denied)
                || denied.continues().isPresent()
                || denied.asked().flatMap(ExternalRequest::request).isPresent()
                || state.lanes().ofTask(denied.task()) != null) {
            return Optional.empty();
        }
        String tool = denied.facts().tool();
        return Optional.of(new Like(
                bundle,
                denied.asked().map(ExternalRequest::by).orElse("") + " "
                        + denied.actor().name(),
                state.knowsTool(tool) ? tool : "",
                denied.findings().stream()
                        .map(finding -> finding.code().text() + " " + finding.rule())
                        .sorted()
                        .distinct()
                        .collect(Collectors.joining("\n")),
                denied.task() + "\n" + denied.actor().get(Attributes.RUNTIME) + "\n"
                        + denied.findings().stream()
                                .flatMap(finding -> finding.key().stream())
                                .map(Key::toString)
                                .sorted()
                                .distinct()
                                .collect(Collectors.joining("\n"))));
    }

    /** Counts a denial with one like it; null where there is none, so that this one has to be recorded. */
    @Nullable
    First count(Like like, long now) {
        First first = byLike.get(like);
        Kind kind = kinds.get(like.aboutAnything());
        if (first == null && kind != null && kind.recorded >= VARIANTS) {
            first = kind.latest;
        }
        if (first == null || first.untilMillis <= now || first.times == Integer.MAX_VALUE) {
            return null;
        }
        first.times++;
        return first;
    }

    /** A denial is about to be recorded in full. */
    void recorded(Like like, long call, long now) {
        if (all.size() < MOST && !byLike.containsKey(like)) {
            var first = new First(like, call, now + WITHIN_MILLIS);
            byLike.put(like, first);
            Kind kind = kinds.computeIfAbsent(like.aboutAnything(), any -> new Kind(first));
            kind.latest = first;
            kind.recorded++;
            all.add(first);
            fresh.add(first);
        }
    }

    /** The batch is durable. */
    void durable(List<Receipt> receipts) {
        for (First first : fresh) {
            first.receipt = receipts.get((int) (first.call - receipts.getFirst().index()));
        }
        fresh.clear();
    }

    /** The batch could not be recorded, and the denials of it are unknown. */
    void lost() {
        all.removeAll(fresh);
        for (First first : fresh) {
            byLike.remove(first.like);
            kinds.remove(first.like.aboutAnything());
        }
        fresh.clear();
    }

    /** The counts of the minutes that are over, which are forgotten. */
    List<Event> due(long now) {
        var counted = new ArrayList<Event>(0);
        while (!all.isEmpty() && all.getFirst().untilMillis <= now) {
            First first = all.removeFirst();
            byLike.remove(first.like);
            kinds.computeIfPresent(first.like.aboutAnything(), (any, kind) -> --kind.recorded > 0 ? kind : null);
            if (first.times > 0) {
                counted.add(new AgentEvent.DenialsCounted(first.call, first.times));
            }
        }
        return counted;
    }
}
