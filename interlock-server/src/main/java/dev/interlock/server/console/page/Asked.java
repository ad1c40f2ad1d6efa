package dev.interlock.server.console.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.Optional;

/** What forms of a page ask of the API. A refusal is told on the same page, with what was typed still in it. */
public final class Asked {

    private Asked() {}

    /** Asks, and returns where it leads. */
    @FunctionalInterface
    public interface Form {
        Reply answer() throws V1Refusal, Refusal, IOException;
    }

    /** Shows the page itself. */
    @FunctionalInterface
    public interface Shown {
        Reply answer(int status, Optional<Note> problem) throws V1Refusal, Refusal, IOException;
    }

    /**
     * Answers a visit of a page with forms.
     *
     * @param form what is done where a form was sent
     * @param shown the page, for whoever looks, and where the API refused the form
     */
    public static Reply of(Visit visit, Form form, Shown shown) throws V1Refusal, Refusal, IOException {
        if (visit.form().isEmpty()) {
            return shown.answer(200, Optional.empty());
        }
        try {
            return form.answer();
        } catch (V1Refusal e) {
            return shown.answer(e.status(), Optional.of(Note.bad("This was not done", e.detail())));
        }
    }

    /** Returns a body with those of these fields that were filled in. */
    public static ObjectNode body(Visit visit, String... fields) {
        ObjectNode body = Json.object();
        for (String field : fields) {
            visit.field(field)
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> body.put(field, text));
        }
        return body;
    }

    /** Adds a list of the words in one field, if there are any. */
    public static void words(Visit visit, String field, ObjectNode body) {
        for (String word : visit.field(field).orElse("").split("[\\s,]+", -1)) {
            if (!word.isEmpty()) {
                body.withArray(field).add(word);
            }
        }
    }

    /** Refuses a form that asks for something the page does not have. */
    public static Refusal unknown() {
        return Refusal.invalid("the page has no such form: open it again");
    }
}
