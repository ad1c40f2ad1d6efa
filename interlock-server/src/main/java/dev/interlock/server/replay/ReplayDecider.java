package dev.interlock.server.replay;

import dev.interlock.engine.command.Answer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.replay.read.Collisions;
import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides the prepared events of a trace, under one bundle or under two side by side. Not thread-safe. */
final class ReplayDecider {

    private static final int TICK_EVERY = 1 << 16;

    private final Callers callers = new Callers();
    private final Flaws flaws = new Flaws();
    private final ReplayRun own;
    private final @Nullable ReplayRun other;
    private final Mapper ownMapper;
    private final @Nullable Mapper otherMapper;
    private final FindingWords words;
    private final @Nullable FindingWords otherWords;
    private final @Nullable Comparison comparison;
    private final int limit;
    private final List<Conflict> conflicts = new ArrayList<>();
    /** The time of the latest event: no event is decided at an earlier one. */
    private long last = TraceEvent.NO_TIME;

    /** The times that calls say themselves: one that says none was at no time. */
    private long earliest = Long.MAX_VALUE;

    private long latest = Long.MIN_VALUE;
    private long calls;

    ReplayDecider(
            PolicyBundle.Compiled bundle,
            Mapper ownMapper,
            PolicyBundle.@Nullable Compiled against,
            @Nullable Mapper otherMapper,
            ReplaySettings settings) {
        this.own = new ReplayRun(bundle, settings, callers, flaws);
        this.ownMapper = ownMapper;
        this.words = new FindingWords(bundle.engine());
        // what is wrong with the input is counted once
        this.other = against == null ? null : new ReplayRun(against, settings, callers, new Flaws());
        this.otherMapper = otherMapper;
        this.otherWords = against == null ? null : new FindingWords(against.engine());
        this.comparison = against == null
                ? null
                : new Comparison(against.engine().name() + " " + against.digest(), settings.limit());
        this.limit = settings.limit();
    }

    long calls() {
        return calls;
    }

    ReplayRun own() {
        return own;
    }

    void accept(Prepared prepared) {
        switch (prepared) {
            case Prepared.Call call -> call(call);
            case Prepared.Settle settle -> settle(settle);
            case Prepared.Open open -> {
                time(open.event());
                own.open(open.event());
                if (other != null) {
                    other.open(open.event());
                }
            }
            case Prepared.Close close -> {
                time(close.event());
                own.close(close.event());
                if (other != null) {
                    other.close(close.event());
                }
            }
            case Prepared.Register register -> callers.register(register.event());
            case Prepared.Flawed flawed ->
                flaws.add(
                        flawed.event().flaw(),
                        flawed.event().place(),
                        flawed.event().message());
        }
    }

    /** INVARIANT: time never goes back, as in the writer of a domain; what says otherwise is counted. */
    private void time(TraceEvent event) {
        long time = event.timeMillis();
        if (time == TraceEvent.NO_TIME) {
            return;
        }
        if (time < last) {
            flaws.add(Flaw.TIME_BACK, event.place(), Conflict.time(time) + " after " + Conflict.time(last));
            return;
        }
        last = time;
        own.time(time);
        if (other != null) {
            other.time(time);
        }
    }

    private void call(Prepared.Call call) {
        time(call.event());
        long said = call.event().timeMillis();
        if (said != TraceEvent.NO_TIME) {
            earliest = Math.min(earliest, said);
            latest = Math.max(latest, said);
        }
        calls++;
        Prepared.Mapped mapped = call.own();
        Answer.Verdict verdict = own.call(call.event(), mapped.facts(), mapped.settlement(), ownMapper);
        if (!(verdict instanceof Answer.Permit) && conflicts.size() < limit) {
            conflicts.add(new Conflict(
                    call.event().place().toString(),
                    Conflict.time(call.event()),
                    Callers.name(call.event().party()),
                    mapped.facts().tool(),
                    Verdict.of(verdict),
                    reasons(verdict, words, own)));
        }
        if (other != null && otherMapper != null && call.other() != null) {
            compare(
                    call,
                    verdict,
                    other.call(call.event(), call.other().facts(), call.other().settlement(), otherMapper));
        }
        if (calls % TICK_EVERY == 0) {
            own.tick();
            if (other != null) {
                other.tick();
            }
        }
    }

    private void compare(Prepared.Call call, Answer.Verdict verdict, Answer.Verdict before) {
        if (comparison == null || other == null || otherWords == null) {
            return;
        }
        comparison.add(
                Verdict.of(before),
                Verdict.of(verdict),
                call.event().caseNumber(),
                () -> new Difference(
                        call.event().place().toString(),
                        Conflict.time(call.event()),
                        Callers.name(call.event().party()),
                        call.own().facts().tool(),
                        Verdict.of(before),
                        Verdict.of(verdict),
                        reasons(before, otherWords, other),
                        reasons(verdict, words, own)));
    }

    private static List<Conflict.Reason> reasons(Answer.Verdict verdict, FindingWords words, ReplayRun lane) {
        return Conflict.reasons(
                verdict.findings(),
                words,
                number -> lane.recent().describe(number).orElse("a call more than " + Recent.KEPT + " calls before"));
    }

    private void settle(Prepared.Settle settle) {
        time(settle.event());
        own.settle(settle.event().call(), settle.own(), settle.event());
        if (other != null && settle.other() != null) {
            other.settle(settle.event().call(), settle.other(), settle.event());
        }
    }

    /** The result of a trace without cases. */
    ReplayResult result() {
        return result(0, new Collisions());
    }

    /**
     * The result.
     *
     * @param cases the number of cases in event logs
     */
    ReplayResult result(int cases, Collisions collisions) {
        return new ReplayResult(
                own.bundle(),
                own.tally(),
                cases,
                earliest > latest ? Optional.empty() : Optional.of(new ReplayResult.Period(earliest, latest)),
                conflicts,
                Optional.ofNullable(comparison),
                flaws,
                collisions,
                own.unknownAttributes());
    }
}
