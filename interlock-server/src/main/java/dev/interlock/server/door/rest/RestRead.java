package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.openapi.Operation;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.rest.RestApi;
import dev.interlock.server.upstream.rest.RestOutcome;
import java.util.Optional;

/** A read that Interlock makes for itself at an API. */
public final class RestRead {

    private RestRead() {}

    /**
     * The answer of the API to an operation that changes nothing, by the description and the catalogue.
     *
     * @param answerBytes of an answer that is read as JSON
     */
    public static CallOutcome of(RestApi api, String operation, ObjectNode arguments, int answerBytes) {
        Optional<Operation> found = operation(api, operation);
        if (found.isEmpty()) {
            return new CallOutcome.RefusedBeforeEffect("not-found", "the API has no such operation");
        }
        RestOutcome sent = api.send(found.get(), arguments, "application/json", Optional.empty(), Optional.empty());
        CallOutcome outcome = new Meaning(api, answerBytes).of(found.get(), sent);
        if (sent instanceof RestOutcome.Answered answered) {
            answered.body().release();
        }
        return outcome;
    }

    /** The operation as a reviewer sees it. */
    public static Optional<ObjectNode> definition(RestApi api, String operation) {
        return operation(api, operation).map(Operation::definition);
    }

    private static Optional<Operation> operation(RestApi api, String name) {
        return api.description().operations().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
    }
}
