package dev.interlock.server.console.page.party;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.Asked;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What agents may use at the moment, and revoking it. */
public final class LeasesPage implements Page {

    private static final int MOST = 100;

    private final Frames frames;

    public LeasesPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        if (visit.path().size() > 2) {
            throw Visit.nowhere();
        }
        return Asked.of(visit, () -> revoke(visit), (status, problem) -> show(visit, status, problem));
    }

    private Reply show(Visit visit, int status, Optional<Note> problem) throws V1Refusal, Refusal, IOException {
        Optional<String> one = visit.segment(1);
        LeasesModel model = one.isPresent()
                ? new LeasesModel(
                        List.of(LeasesModel.line(visit.v1().get("leases/" + V1.encoded(one.get())))),
                        one.get(),
                        Optional.empty())
                : list(visit);
        return Html.page(
                status,
                "leases.jte",
                Map.of("frame", frames.of(visit, "parties", "Leases"), "model", model, "problem", problem));
    }

    private static LeasesModel list(Visit visit) throws V1Refusal, Refusal, IOException {
        String agent = visit.parameter("agent")
                .map(text -> "&agent=" + V1.encoded(text))
                .orElse("");
        String after = visit.parameter("after")
                .map(text -> "&after=" + V1.encoded(text))
                .orElse("");
        ObjectNode found = visit.v1().get("leases?limit=" + MOST + agent + after);
        return new LeasesModel(
                Nodes.list(found.path("leases"), LeasesModel::line),
                visit.parameter("agent").orElse(""),
                found.has("next")
                        ? Optional.of("/console/leases?after=" + V1.encoded(Nodes.text(found, "next")) + agent)
                        : Optional.empty());
    }

    private static Reply revoke(Visit visit) throws V1Refusal, Refusal, IOException {
        if (!visit.field("act").orElse("").equals("revoke")) {
            throw Asked.unknown();
        }
        String id = visit.field("id").orElse("");
        visit.v1().post("leases/" + V1.encoded(id) + "/revoke", Asked.body(visit, "comment"));
        return Html.seeOther("/console/leases");
    }
}
