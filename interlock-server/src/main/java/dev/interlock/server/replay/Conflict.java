package dev.interlock.server.replay;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import dev.interlock.server.replay.read.TraceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * A call that was held or denied, in words.
 *
 * @param place where it stands in the input
 * @param time in ISO 8601; empty where the input does not say it
 * @param agent who called
 * @param tool with its server
 * @param reasons why
 */
public record Conflict(
        String place, Optional<String> time, String agent, String tool, Verdict verdict, List<Reason> reasons) {

    /**
     * A finding.
     *
     * @param key the key on which it was found, where there is one
     * @param words all of it, as an auditor is told
     * @param witnesses what the calls are that the words name, each in words
     */
    public record Reason(
            String rule, String code, String outcome, Optional<String> key, String words, List<String> witnesses) {}

    public Conflict {
        reasons = List.copyOf(reasons);
    }

    /** @param describe what a call is, by its number */
    static List<Reason> reasons(List<Finding> findings, FindingWords words, LongFunction<String> describe) {
        return findings.stream().map(f -> reason(f, words, describe)).toList();
    }

    private static Reason reason(Finding finding, FindingWords words, LongFunction<String> describe) {
        var witnesses = new TreeMap<Long, String>();
        for (Witness witness : finding.witnesses()) {
            witnesses.computeIfAbsent(witness.call(), call -> Ids.call(call) + " is " + describe.apply(call));
        }
        return new Reason(
                finding.rule(),
                finding.code().text(),
                finding.outcome().name().toLowerCase(Locale.ROOT),
                finding.key().map(Key::toString),
                words.forPeople(finding),
                List.copyOf(witnesses.values()));
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    /** The time of an event as its trace says it; empty where that says none. */
    static Optional<String> time(TraceEvent event) {
        return event.timeMillis() == TraceEvent.NO_TIME ? Optional.empty() : Optional.of(time(event.timeMillis()));
    }
}
