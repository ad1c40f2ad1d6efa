package dev.interlock.server.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.server.json.Json;
import dev.interlock.server.replay.read.Collision;
import dev.interlock.server.replay.read.Collisions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The result of a replay as one JSON object, the same members each time. */
public final class ReplayJson {

    private ReplayJson() {}

    public static ObjectNode of(ReplayResult result, Assume assume) {
        ObjectNode out = Json.object();
        out.putObject("bundle")
                .put("name", result.bundle().name())
                .put("digest", result.bundle().digest());
        out.put("assume", assume.name().toLowerCase(Locale.ROOT));
        Tally tally = result.tally();
        ObjectNode calls = out.putObject("calls").put("all", tally.calls());
        for (Verdict verdict : Verdict.values()) {
            calls.put(verdict.text(), tally.count(verdict));
        }
        calls.put("record", tally.recorded());
        cases(out.putObject("cases"), result);
        put(out, "from", result.period().map(period -> Conflict.time(period.first())));
        put(out, "to", result.period().map(period -> Conflict.time(period.last())));
        ArrayNode rules = out.putArray("rules");
        for (Tally.Row row : tally.rows()) {
            ObjectNode rule = rules.addObject()
                    .put("rule", row.rule())
                    .put("code", row.code().text());
            for (Outcome outcome : Outcome.values()) {
                rule.put(outcome.name().toLowerCase(Locale.ROOT), row.calls(outcome));
            }
            rule.put("cases", row.cases()).put("first", row.first());
        }
        ArrayNode conflicts = out.putArray("conflicts");
        for (Conflict conflict : result.conflicts()) {
            ObjectNode node = conflicts.addObject().put("place", conflict.place());
            put(node, "time", conflict.time())
                    .put("agent", conflict.agent())
                    .put("tool", conflict.tool())
                    .put("verdict", conflict.verdict().text());
            reasons(node.putArray("reasons"), conflict.reasons());
        }
        result.comparison().ifPresent(comparison -> comparison(out.putObject("comparison"), comparison));
        ArrayNode flaws = out.putArray("flaws");
        for (Flaws.Row row : result.flaws().rows()) {
            ObjectNode flaw = flaws.addObject()
                    .put("flaw", row.flaw().text())
                    .put("bad", row.flaw().bad())
                    .put("count", row.count());
            ArrayNode first = flaw.putArray("first");
            row.first()
                    .forEach(found -> first.addObject()
                            .put("place", found.place().toString())
                            .put("message", found.message()));
        }
        collisions(out.putObject("collisions"), result.collisions());
        ObjectNode unknown = out.putObject("unknown_attributes");
        result.unknown().forEach(unknown::put);
        return out;
    }

    private static void cases(ObjectNode out, ReplayResult result) {
        out.put("all", result.cases());
        for (Verdict verdict : Verdict.values()) {
            out.put(verdict.text(), result.tally().cases(verdict));
        }
    }

    private static void collisions(ObjectNode out, Collisions collisions) {
        out.put("count", collisions.count());
        ArrayNode first = out.putArray("first");
        for (Collision collision : collisions.first()) {
            ObjectNode node =
                    first.addObject().put("kind", collision.kind().text()).put("name", collision.name());
            ArrayNode names = node.putArray("names");
            for (Collision.Seen seen : List.of(collision.first(), collision.second())) {
                names.addObject()
                        .put("name", seen.name())
                        .put("place", seen.place().toString());
            }
        }
    }

    /** A text that may be absent: null then, so that the member is always there. */
    private static ObjectNode put(ObjectNode out, String member, Optional<String> text) {
        return text.isPresent() ? out.put(member, text.get()) : out.putNull(member);
    }

    private static void comparison(ObjectNode out, Comparison comparison) {
        out.put("with", comparison.with()).put("changed", comparison.changed()).put("cases", comparison.cases());
        ArrayNode changes = out.putArray("changes");
        for (Verdict before : Verdict.values()) {
            for (Verdict after : Verdict.values()) {
                if (comparison.count(before, after) > 0) {
                    changes.addObject()
                            .put("before", before.text())
                            .put("after", after.text())
                            .put("calls", comparison.count(before, after));
                }
            }
        }
        ArrayNode first = out.putArray("first");
        for (Difference difference : comparison.first()) {
            ObjectNode node = first.addObject().put("place", difference.place());
            put(node, "time", difference.time())
                    .put("agent", difference.agent())
                    .put("tool", difference.tool())
                    .put("before", difference.before().text())
                    .put("after", difference.after().text());
            reasons(node.putArray("reasons_before"), difference.reasonsBefore());
            reasons(node.putArray("reasons"), difference.reasons());
        }
    }

    private static void reasons(ArrayNode out, List<Conflict.Reason> reasons) {
        for (Conflict.Reason reason : reasons) {
            ObjectNode node = out.addObject()
                    .put("rule", reason.rule())
                    .put("code", reason.code())
                    .put("outcome", reason.outcome());
            put(node, "key", reason.key()).put("words", reason.words());
            ArrayNode witnesses = node.putArray("witnesses");
            reason.witnesses().forEach(witnesses::add);
        }
    }
}
