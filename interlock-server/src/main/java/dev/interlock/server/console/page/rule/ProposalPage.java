package dev.interlock.server.console.page.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The page of a proposed bundle: what it would change, and its activation by somebody else. */
final class ProposalPage {

    private static final String PLACE = "/console/rules/proposal";

    private final Frames frames;

    ProposalPage(Frames frames) {
        this.frames = frames;
    }

    Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        if (visit.form().isEmpty()) {
            return shown(visit, 200, Optional.empty());
        }
        Optional<String> step = visit.field("step").filter(one -> one.equals("propose") || one.equals("activate"));
        if (step.isEmpty()) {
            throw Refusal.invalid("a proposal is proposed or activated");
        }
        ObjectNode body = Json.object().put("digest", visit.field("digest").orElse(""));
        try {
            visit.v1().post("bundle/" + step.get(), body);
        } catch (V1Refusal e) {
            return shown(visit, e.status(), Optional.of(e.detail()));
        }
        return Html.seeOther(step.get().equals("propose") ? PLACE : PLACE + "?activated=1");
    }

    private Reply shown(Visit visit, int status, Optional<String> problem) throws V1Refusal, Refusal, IOException {
        JsonNode bundle = visit.v1().get("bundle");
        boolean proposed = bundle.has("proposed");
        int days = visit.parameter("days")
                .map(text -> text.matches("1|7|30|90") ? Integer.parseInt(text) : 7)
                .orElse(7);
        var model = ProposalModel.of(
                bundle,
                part(visit, "bundle/folder"),
                proposed ? part(visit, "bundle/diff") : Json.object(),
                proposed ? part(visit, "bundle/backtest?days=" + days) : Json.object(),
                new ProposalModel.Viewer(
                        visit.v1()
                                .get("parties/" + V1.encoded(visit.person().name()))
                                .path("may")
                                .path("administer")
                                .asBoolean(),
                        days,
                        visit.parameter("activated").isPresent(),
                        problem.orElse("")),
                visit.now());
        return Html.page(
                status, "proposal.jte", Map.of("frame", frames.of(visit, "rules", "Proposed bundle"), "model", model));
    }

    /** A part of the page; where it cannot be had, why. */
    private static ObjectNode part(Visit visit, String target) throws IOException {
        try {
            return visit.v1().get(target);
        } catch (V1Refusal e) {
            return Json.object().put("state", "failed").put("why", e.detail());
        }
    }
}
