package dev.interlock.server.console;

import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;

/** A page of the console, with everything below its path: shows itself, and takes the forms that it holds. Thread-safe. */
@FunctionalInterface
public interface Page {

    /**
     * Answers a visit, whose path is one of this page.
     *
     * @throws V1Refusal if the API refuses what the page asks; the console tells it as a page of its own
     * @throws Refusal if the visit itself is malformed, or there is no such page
     */
    Reply answer(Visit visit) throws V1Refusal, Refusal, IOException;
}
