package dev.interlock.server.replay;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.policy.Outcome;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts of what one bundle decided. Its size follows the number of rules, and takes a bit for each of them and each case. */
public final class Tally {

    /** The findings of one rule with one code; calls with several such findings count once for each outcome. */
    public static final class Row {
        private final String rule;
        private final FindingCode code;
        private final String first;
        private final Map<Outcome, Long> calls = new EnumMap<>(Outcome.class);
        private final BitSet cases = new BitSet();

        private Row(String rule, FindingCode code, String first) {
            this.rule = rule;
            this.code = code;
            this.first = first;
        }

        /** The rule; empty for the checks that are not rules. */
        public String rule() {
            return rule;
        }

        public FindingCode code() {
            return code;
        }

        /** The place where the finding was met first. */
        public String first() {
            return first;
        }

        /** Calls with such a finding of this outcome. */
        public long calls(Outcome outcome) {
            return calls.getOrDefault(outcome, 0L);
        }

        /** The number of cases with such a finding; 0 where traces have no cases. */
        public int cases() {
            return cases.cardinality();
        }
    }

    private static final BitSet NONE = new BitSet(0);

    private record Kind(String rule, FindingCode code) {}

    private final long[] verdicts = new long[Verdict.values().length];
    private final Map<Verdict, BitSet> cases = new EnumMap<>(Verdict.class);
    private long recorded;
    private final Map<Kind, Row> rows = new HashMap<>();

    /**
     * Counts a call.
     *
     * @param place where the call stands
     * @param caseNumber the case that it belongs to; below zero for none
     */
    void add(Verdict verdict, List<Finding> findings, Object place, int caseNumber) {
        verdicts[verdict.ordinal()]++;
        mark(cases.computeIfAbsent(verdict, v -> new BitSet()), caseNumber);
        if (findings.isEmpty()) {
            return;
        }
        if (verdict == Verdict.PERMIT) {
            recorded++;
        }
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            if (!repeats(findings, i)) {
                Row row = rows.computeIfAbsent(
                        new Kind(finding.rule(), finding.code()),
                        kind -> new Row(kind.rule(), kind.code(), place.toString()));
                row.calls.merge(finding.outcome(), 1L, Long::sum);
                mark(row.cases, caseNumber);
            }
        }
    }

    private static void mark(BitSet cases, int caseNumber) {
        if (caseNumber >= 0) {
            cases.set(caseNumber);
        }
    }

    /** A rule may find the same on several keys of one call. */
    private static boolean repeats(List<Finding> findings, int at) {
        Finding finding = findings.get(at);
        for (int i = 0; i < at; i++) {
            Finding before = findings.get(i);
            if (before.code() == finding.code()
                    && before.outcome() == finding.outcome()
                    && before.rule().equals(finding.rule())) {
                return true;
            }
        }
        return false;
    }

    public long calls() {
        return verdicts[0] + verdicts[1] + verdicts[2];
    }

    public long count(Verdict verdict) {
        return verdicts[verdict.ordinal()];
    }

    /** The number of cases with a call of which this was the verdict; 0 where traces have no cases. */
    public int cases(Verdict verdict) {
        return cases.getOrDefault(verdict, NONE).cardinality();
    }

    /** Returns how many permitted calls there were of which something was recorded. */
    public long recorded() {
        return recorded;
    }

    /** Returns the rows by rule, then by code; the checks that are not rules come last. */
    public List<Row> rows() {
        return rows.values().stream()
                .sorted(Comparator.comparing((Row row) -> row.rule().isEmpty())
                        .thenComparing(Row::rule)
                        .thenComparing(Row::code))
                .toList();
    }
}
