package dev.interlock.server.replay;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.server.domain.LeafReader;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import dev.interlock.server.replay.read.Collisions;
import dev.interlock.server.replay.read.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays a ledger: each recorded call is decided again from its recorded facts and the recorded history before it. The
 * decisions are compared with those that were recorded, or with another bundle's. What the record does not hold (arguments,
 * results) is not needed: facts were recorded for this.
 */
public final class LedgerReplay {

    /** The entries that are read together where others read the ledger, too: they wait meanwhile. */
    private static final int TOGETHER = 256;

    private static final Runnable AT_ONCE = () -> {};

    private final Scan scan;
    private final LedgerReplayer folder;
    private final long since;
    private final LedgerLane own;
    private final @Nullable LedgerLane other;
    private final FindingWords words;
    private final FindingWords otherWords;
    private final Comparison comparison;
    private final ReplaySettings settings;
    private final List<Conflict> conflicts = new ArrayList<>();
    private long first = -1;
    private long last;

    /** Shows all entries. */
    private interface Scan {
        void of(LedgerReplayer ledger, Consumer<Recorded> visitor, Runnable between) throws IOException;
    }

    /** @param against the bundle whose decisions are compared with; null: those that were recorded */
    public LedgerReplay(LedgerReader reader, Bundle bundle, @Nullable Bundle against, ReplaySettings settings) {
        this(
                new LedgerReplayer(reader, LeafReader.Gaps.of(reader)),
                (folder, visitor, between) -> folder.scan(0, reader.size(), visitor),
                Long.MIN_VALUE,
                bundle,
                against,
                settings);
    }

    /**
     * A replay of a ledger that others read meanwhile, beside the decisions that were recorded.
     *
     * @param size the number of entries that are read
     * @param since calls from this time on are decided again, in milliseconds since 1970; what came before them is their history
     */
    public static LedgerReplay of(
            LedgerReplayer history, long size, Bundle bundle, long since, ReplaySettings settings) {
        return new LedgerReplay(
                history,
                (folder, visitor, between) -> {
                    for (long at = 0; at < size; at += TOGETHER) {
                        folder.scan(at, Math.min(size, at + TOGETHER), visitor);
                        between.run();
                    }
                },
                since,
                bundle,
                null,
                settings);
    }

    private LedgerReplay(
            LedgerReplayer folder,
            Scan scan,
            long since,
            Bundle bundle,
            @Nullable Bundle against,
            ReplaySettings settings) {
        this.folder = folder;
        this.scan = scan;
        this.since = since;
        this.own = new LedgerLane(bundle, settings.assume());
        this.other = against == null ? null : new LedgerLane(against, settings.assume());
        this.words = new FindingWords(bundle);
        this.otherWords = new FindingWords(against == null ? bundle : against);
        this.comparison = new Comparison(
                against == null ? "what was recorded" : against.name() + " " + against.digest(), settings.limit());
        this.settings = settings;
    }

    /** @param progress is told the number of entries that were read */
    public ReplayResult run(LongConsumer progress) throws IOException {
        return run(progress, AT_ONCE);
    }

    /**
     * The same with pauses, where others read the ledger meanwhile.
     *
     * @param between run between parts that are read together
     */
    public ReplayResult run(LongConsumer progress, Runnable between) throws IOException {
        scan.of(
                folder,
                recorded -> {
                    accept(recorded);
                    progress.accept(recorded.seq());
                },
                between);
        return new ReplayResult(
                own.bundle(),
                own.tally(),
                0,
                first < 0 ? Optional.empty() : Optional.of(new ReplayResult.Period(first, last)),
                conflicts,
                Optional.of(comparison),
                new Flaws(),
                new Collisions(),
                Map.of());
    }

    private void accept(Recorded recorded) {
        Answer.Verdict verdict = null;
        Answer.Verdict others = null;
        // A call that was observed had happened already: it is folded, and there is nothing to decide.
        boolean asked = !(recorded.event() instanceof Event.CallObserved);
        if (asked && recorded.timeMillis() >= since && recorded.event() instanceof Event.CallDecided decided) {
            first = first < 0 ? recorded.timeMillis() : first;
            last = recorded.timeMillis();
            verdict = own.decide(decided, recorded.timeMillis());
            own.tally().add(Verdict.of(verdict), verdict.findings(), Ids.call(decided.call()), TraceEvent.NO_LOG);
            others = other == null ? null : other.decide(decided, recorded.timeMillis());
            tell(recorded, decided, verdict, others);
        }
        own.apply(recorded, verdict);
        if (other != null) {
            other.apply(recorded, others);
        }
    }

    private void tell(
            Recorded recorded, Event.CallDecided decided, Answer.Verdict verdict, Answer.@Nullable Verdict others) {
        Verdict now = Verdict.of(verdict);
        Verdict before = others == null ? recorded(decided) : Verdict.of(others);
        if (now != Verdict.PERMIT && conflicts.size() < settings.limit()) {
            conflicts.add(new Conflict(
                    Ids.call(decided.call()),
                    Optional.of(Conflict.time(recorded.timeMillis())),
                    decided.actor().name(),
                    decided.facts().tool(),
                    now,
                    reasons(verdict.findings(), words)));
        }
        comparison.add(
                before,
                now,
                TraceEvent.NO_LOG,
                () -> new Difference(
                        Ids.call(decided.call()),
                        Optional.of(Conflict.time(recorded.timeMillis())),
                        decided.actor().name(),
                        decided.facts().tool(),
                        before,
                        now,
                        reasons(others == null ? decided.findings() : others.findings(), otherWords),
                        reasons(verdict.findings(), words)));
    }

    private static Verdict recorded(Event.CallDecided decided) {
        return switch (decided) {
            case Event.CallReserved reserved -> Verdict.PERMIT;
            case Event.CallHeld held -> Verdict.HOLD;
            case Event.CallDenied denied -> Verdict.DENY;
            case Event.CallObserved observed -> Verdict.PERMIT;
        };
    }

    private List<Conflict.Reason> reasons(List<Finding> findings, FindingWords inWords) {
        return Conflict.reasons(findings, inWords, this::describe);
    }

    private String describe(long call) {
        Recorded recorded = folder.event(call);
        return recorded.event() instanceof Event.CallDecided decided
                ? decided.facts().tool() + " by " + decided.actor().name() + " at "
                        + Conflict.time(recorded.timeMillis())
                : "entry " + call;
    }
}
