package dev.interlock.server.console.page.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The pages about rules. */
public final class RulesPage implements Page {

    private static final int ROWS = 100;
    private static final int HITS = 20;

    private final Frames frames;
    private final ProposalPage proposal;

    public RulesPage(Frames frames) {
        this.frames = frames;
        this.proposal = new ProposalPage(frames);
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        Optional<String> second = visit.segment(1);
        if (visit.path().size() > 2) {
            throw Visit.nowhere();
        }
        if (second.equals(Optional.of("proposal"))) {
            return proposal.answer(visit);
        }
        return second.isPresent() ? one(visit, second.get()) : all(visit);
    }

    private Reply all(Visit visit) throws V1Refusal, Refusal, IOException {
        String after =
                visit.parameter("after").map(id -> "&after=" + V1.encoded(id)).orElse("");
        var model = RulesModel.of(visit.v1().get("rules?limit=" + ROWS + after));
        return Html.page(200, "rules.jte", Map.of("frame", frames.of(visit, "rules", "Rules"), "model", model));
    }

    private Reply one(Visit visit, String id) throws V1Refusal, Refusal, IOException {
        ObjectNode rule = visit.v1().get("rules/" + V1.encoded(id));
        RuleModel.Show show = RuleModel.Show.of(visit.parameter("show"));
        String before = visit.parameter("before")
                .map(number -> "&before=" + V1.encoded(number))
                .orElse("");
        var model = RuleModel.of(
                rule,
                visit.v1().get("bundle"),
                show,
                searched(
                        visit,
                        "rules/" + V1.encoded(id) + "/calls?verdict=" + show.verdict() + "&limit=" + HITS + before),
                stories(visit, rule),
                searched(visit, "entries?kind=bundle-activated&limit=5"));
        return Html.page(200, "rule.jte", Map.of("frame", frames.of(visit, "rules", id), "model", model));
    }

    /** What is looked for in the record; nothing where that cannot be searched, which every page says. */
    private static ObjectNode searched(Visit visit, String target) throws V1Refusal, IOException {
        try {
            return visit.v1().get(target);
        } catch (V1Refusal e) {
            if (e.status() == 503) {
                return Json.object();
            }
            throw e;
        }
    }

    private static RuleModel.Stories stories(Visit visit, ObjectNode rule) throws IOException {
        try {
            return RuleModel.stories(visit.v1().get("bundle/stories"), rule);
        } catch (V1Refusal e) {
            return RuleModel.Stories.none(e.detail());
        }
    }
}
