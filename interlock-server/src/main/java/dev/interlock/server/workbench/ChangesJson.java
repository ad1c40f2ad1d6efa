package dev.interlock.server.workbench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diff.BundleDiff;
import dev.interlock.policy.diff.Change;
import dev.interlock.policy.story.Move;
import dev.interlock.policy.story.MoveWords;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.FindingWords;
import java.util.List;

/** The changes of meaning between two bundles as JSON, each with the story that shows it. */
final class ChangesJson {

    private static final int MOST = 200;

    private ChangesJson() {}

    static ObjectNode of(PolicyBundle.Compiled before, PolicyBundle.Compiled after, BundleDiff.Result result) {
        ObjectNode out = Json.object().put("same", result.same());
        result.onlyA().stream().limit(MOST).forEach(out.putArray("only_before")::add);
        result.onlyB().stream().limit(MOST).forEach(out.putArray("only_after")::add);
        ArrayNode changes = out.putArray("changes");
        result.changes().stream().limit(MOST).forEach(change -> changes.add(of(before, after, change)));
        return out.put("changes_all", result.changes().size())
                .put("stories", result.stories())
                .put("exhausted", result.exhausted());
    }

    private static ObjectNode of(PolicyBundle.Compiled before, PolicyBundle.Compiled after, Change change) {
        ObjectNode out = Json.object().put("what", what(change.move()));
        ArrayNode story = out.putArray("story");
        change.story().moves().forEach(move -> story.add(StoriesJson.cut(MoveWords.of(move))));
        answer(out.putObject("before"), before, change.before());
        answer(out.putObject("after"), after, change.after());
        return out;
    }

    private static String what(Move move) {
        return switch (move) {
            case Move.Call call -> call.name();
            case Move.Open open -> "a task of `" + open.intent() + "`";
            case Move.Wait wait -> "time";
        };
    }

    private static void answer(ObjectNode out, PolicyBundle.Compiled bundle, Answer answer) {
        out.put("verdict", StoriesJson.verdict(answer));
        ArrayNode reasons = out.putArray("reasons");
        reasons(bundle, answer).forEach(reason -> reasons.add(StoriesJson.cut(reason)));
    }

    private static List<String> reasons(PolicyBundle.Compiled bundle, Answer answer) {
        var words = new FindingWords(bundle.engine());
        return switch (answer) {
            case Answer.Verdict verdict ->
                verdict.findings().stream()
                        .map(finding -> words.forPeople(finding)
                                + finding.need()
                                        .map(need -> "; needs " + FindingWords.need(need))
                                        .orElse(""))
                        .distinct()
                        .toList();
            case Answer.Refused refused -> List.of(refused.message());
            case Answer.Done done -> List.of();
        };
    }
}
