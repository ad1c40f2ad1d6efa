package dev.interlock.server.replay;

import dev.interlock.engine.policy.Outcome;
import dev.interlock.server.render.Paint;
import dev.interlock.server.render.Plain;
import dev.interlock.server.replay.read.Collision;
import dev.interlock.server.replay.read.Collisions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The result of a replay for people. Whatever comes from the input is made safe to show. */
public final class ReplayText {

    private static final int RULE_WIDTH = 14;

    private final Paint paint;
    private final List<String> lines = new ArrayList<>();

    public ReplayText(Paint paint) {
        this.paint = paint;
    }

    /** Returns the lines of the whole result. */
    public List<String> lines(ReplayResult result, Assume assume) {
        if (result.collisions().count() > 0) {
            collisions(result.collisions());
        }
        head(result);
        table(result);
        comparison(result);
        if (result.comparison().isEmpty()) {
            conflicts(result, assume);
        }
        remarks(result);
        return lines;
    }

    private void collisions(Collisions collisions) {
        for (Collision collision : collisions.first()) {
            String first = "`" + Plain.of(collision.first().name()) + "` ("
                    + Plain.of(collision.first().place().toString()) + ")";
            String second = "`" + Plain.of(collision.second().name()) + "` ("
                    + Plain.of(collision.second().place().toString()) + ")";
            String name = "`" + Plain.of(collision.name()) + "`";
            lines.add(paint.deny("error: ")
                    + switch (collision.kind()) {
                        case ACTIVITY ->
                            "two activities become the tool " + name + ": " + first + " and " + second
                                    + "; rename one of them in the log";
                        case CASE ->
                            "two traces have the case name " + name + ": " + first + " and " + second + "; "
                                    + "rename one of them in the log, or add `--join-cases` if they are one case";
                    });
        }
        long more = collisions.count() - collisions.first().size();
        if (more > 0) {
            lines.add(paint.deny("error: ") + number(more) + " more names like these");
        }
        lines.add("");
    }

    private void head(ReplayResult result) {
        Tally tally = result.tally();
        lines.add(number(tally.calls()) + " calls"
                + (result.cases() == 0 ? "" : " in " + cases(result.cases())) + " under "
                + Plain.of(result.bundle().name()) + " " + result.bundle().digest());
        if (tally.calls() == 0) {
            return;
        }
        lines.add(result.period()
                .map(period -> "  from " + Conflict.time(period.first()) + " to " + Conflict.time(period.last()))
                .orElse("  at times that the input does not state"));
        lines.add("  " + paint.permit("permitted") + " " + number(tally.count(Verdict.PERMIT))
                + (tally.recorded() == 0 ? "" : ", " + number(tally.recorded()) + " of them with something recorded"));
        lines.add("  " + paint.hold("held") + "      " + counted(result, Verdict.HOLD));
        lines.add("  " + paint.deny("denied") + "    " + counted(result, Verdict.DENY));
    }

    private static String counted(ReplayResult result, Verdict verdict) {
        int cases = result.tally().cases(verdict);
        return number(result.tally().count(verdict)) + (cases == 0 ? "" : " in " + cases(cases));
    }

    private void table(ReplayResult result) {
        List<Tally.Row> rows = result.tally().rows();
        if (rows.isEmpty()) {
            return;
        }
        boolean cases = result.cases() > 0;
        lines.add("");
        lines.add(paint.faint(row(
                "rule",
                "reason",
                "recorded",
                "held",
                "denied",
                cases ? Optional.of("cases") : Optional.empty(),
                "first")));
        for (Tally.Row row : rows) {
            lines.add(row(
                    row.rule().isEmpty() ? "-" : Plain.of(row.rule()),
                    row.code().text(),
                    number(row.calls(Outcome.RECORD)),
                    number(row.calls(Outcome.HOLD)),
                    number(row.calls(Outcome.DENY)),
                    cases ? Optional.of(number(row.cases())) : Optional.empty(),
                    Plain.of(row.first())));
        }
    }

    private static String row(
            String rule,
            String reason,
            String recorded,
            String held,
            String denied,
            Optional<String> cases,
            String first) {
        return String.format(
                Locale.ROOT,
                "%-" + RULE_WIDTH + "s %-22s %10s %10s %10s%s  %s",
                rule,
                reason,
                recorded,
                held,
                denied,
                cases.map(number -> String.format(Locale.ROOT, " %10s", number)).orElse(""),
                first);
    }

    private void conflicts(ReplayResult result, Assume assume) {
        if (result.conflicts().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(paint.strong("The first calls that would not have been permitted")
                + switch (assume) {
                    case HAPPENED -> " (they count as having happened):";
                    case STOPPED -> " (they count as stopped):";
                });
        for (Conflict conflict : result.conflicts()) {
            lines.add("");
            lines.add(Plain.of(conflict.place()) + "  " + painted(conflict.verdict()) + "  " + Plain.of(conflict.tool())
                    + " by " + Plain.of(conflict.agent()) + at(conflict.time()));
            reasons("  ", conflict.reasons());
        }
    }

    private void comparison(ReplayResult result) {
        if (result.comparison().isEmpty()) {
            return;
        }
        Comparison comparison = result.comparison().get();
        lines.add("");
        lines.add("Compared with " + Plain.of(comparison.with()) + ": "
                + (comparison.changed() == 0
                        ? "every decision is the same"
                        : number(comparison.changed()) + " decisions are others"
                                + (comparison.cases() == 0 ? "" : ", in " + cases(comparison.cases()))));
        for (Verdict before : Verdict.values()) {
            for (Verdict after : Verdict.values()) {
                if (before != after && comparison.count(before, after) > 0) {
                    lines.add("  " + painted(before) + " -> " + painted(after) + "  "
                            + number(comparison.count(before, after)));
                }
            }
        }
        for (Difference difference : comparison.first()) {
            lines.add("");
            lines.add(Plain.of(difference.place()) + "  " + painted(difference.before()) + " -> "
                    + painted(difference.after()) + "  " + Plain.of(difference.tool()) + " by "
                    + Plain.of(difference.agent()) + at(difference.time()));
            reasons("  before: ", difference.reasonsBefore());
            reasons("  now: ", difference.reasons());
        }
    }

    private void reasons(String before, List<Conflict.Reason> reasons) {
        for (Conflict.Reason reason : reasons) {
            lines.add(before + reason.code() + ": " + Plain.of(reason.words()));
            for (String witness : reason.witnesses()) {
                lines.add("    " + Plain.of(witness));
            }
        }
    }

    private void remarks(ReplayResult result) {
        boolean any = false;
        for (Flaws.Row row : result.flaws().rows()) {
            if (!any) {
                lines.add("");
                any = true;
            }
            String what = number(row.count()) + " " + row.flaw().words();
            lines.add((row.flaw().bad() ? paint.hold("input: ") : "note: ") + what);
            for (Flaws.Found found : row.first()) {
                lines.add("    " + Plain.of(found.place().toString()) + "  " + Plain.of(found.message()));
            }
        }
        result.unknown()
                .forEach((attribute, calls) ->
                        lines.add("note: " + number(calls) + " calls are by agents whose `" + Plain.of(attribute)
                                + "` the trace does not state: where a rule compares parties by it, they are"
                                + " known neither to differ from anyone nor to be the same as anyone"));
    }

    private static String at(Optional<String> time) {
        return time.map(said -> " at " + said).orElse(", without a time");
    }

    private String painted(Verdict verdict) {
        return switch (verdict) {
            case PERMIT -> paint.permit(verdict.text());
            case HOLD -> paint.hold(verdict.text());
            case DENY -> paint.deny(verdict.text());
        };
    }

    private static String cases(long number) {
        return number == 1 ? "1 case" : number(number) + " cases";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
