package dev.interlock.server.console.page.hold;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.FormBody;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The page with all holds that wait, and the answer to several that are alike. */
public final class InboxPage implements Page {

    private final Frames frames;

    public InboxPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        if (visit.path().size() != 1) {
            throw Visit.nowhere();
        }
        return visit.form().isPresent() ? answered(visit, visit.form().get()) : page(200, visit, List.of());
    }

    private Reply page(int status, Visit visit, List<Note> notes) throws V1Refusal, Refusal, IOException {
        Inbox inbox = new InboxReader(visit).read(notes);
        return Html.page(status, "inbox.jte", Map.of("frame", frames.of(visit, "inbox", "Inbox"), "inbox", inbox));
    }

    /** Answers those that were chosen: all or none. */
    private Reply answered(Visit visit, FormBody form) throws V1Refusal, Refusal, IOException {
        String answer = form.value("answer").orElse("");
        String comment = form.value("comment").orElse("");
        ObjectNode body = Json.object().put("answer", answer).put("comment", comment);
        ArrayNode holds = body.putArray("holds");
        form.values().forEach((name, digest) -> {
            if (name.matches("h-[0-9]{1,15}")) {
                holds.addObject().put("id", name).put("digest", digest);
            }
        });
        if (holds.isEmpty() || !answer.equals("approve") && !answer.equals("reject")) {
            return page(422, visit, List.of(Refused.noneChosen()));
        }
        if (answer.equals("reject") && comment.isBlank()) {
            return page(422, visit, List.of(Refused.withoutReason()));
        }
        try {
            visit.v1().post("holds/answers", body);
        } catch (V1Refusal e) {
            return page(e.status(), visit, List.of(Refused.note(e)));
        }
        return Html.seeOther(InboxReader.PLACE + "?show=answered");
    }
}
