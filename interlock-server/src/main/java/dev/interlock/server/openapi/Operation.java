package dev.interlock.server.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An operation of an API, which is one tool of the catalogue. Immutable.
 *
 * @param name of the tool
 * @param method in upper case
 * @param body what it takes, if it takes one
 * @param accepted media types of its answers, as they are asked for
 * @param answerHeaders headers that its answers have by the description, in lower case
 * @param definition what a reviewer sees of it, in the form of a tool of MCP. Shared: read it, copy before changing
 */
public record Operation(
        String name,
        String method,
        PathTemplate path,
        List<Parameter> parameters,
        Optional<Body> body,
        List<String> accepted,
        Set<String> answerHeaders,
        ObjectNode definition) {

    /**
     * A body of JSON.
     *
     * @param schemas of the media types that are taken, these in lower case
     */
    public record Body(boolean required, Map<String, BodySchema> schemas) {
        public Body {
            schemas = Map.copyOf(schemas);
        }
    }

    public Operation {
        parameters = List.copyOf(parameters);
        accepted = List.copyOf(accepted);
        answerHeaders = Set.copyOf(answerHeaders);
    }

    /** Returns whether HTTP says that the operation changes nothing. */
    public boolean safe() {
        return isSafe(method);
    }

    static boolean isSafe(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    /** The name of the operation for people: method and path. */
    public String title() {
        return method + " " + path;
    }
}
