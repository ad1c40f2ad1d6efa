package dev.interlock.server.door.api;

import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.identity.presence.Freshness;
import java.io.IOException;
import java.util.List;

/** A request as the routes see it: its path below their segment, its query and its body. */
final class RoutedRequest {

    private final Request request;
    private final List<String> path;
    private final Bodies bodies;
    private final Freshness freshness;

    /**
     * A request of a known caller.
     *
     * @param path the segments below that of the routes
     * @param freshness of the caller's proof to be there
     */
    RoutedRequest(Request request, List<String> path, Bodies bodies, Freshness freshness) {
        this.request = request;
        this.path = List.copyOf(path);
        this.bodies = bodies;
        this.freshness = freshness;
    }

    /** A request that asks nobody to have logged in. */
    RoutedRequest(Request request, List<String> path, Bodies bodies) {
        this(request, path, bodies, Freshness.UNASKED);
    }

    /** How fresh the caller's proof to be there is. */
    Freshness freshness() {
        return freshness;
    }

    /** Returns the number of segments. */
    int depth() {
        return path.size();
    }

    /** The first of them: what is asked about. */
    String id() {
        return path.getFirst();
    }

    /** The second of them: what is to be done with it. */
    String step() {
        return path.get(1);
    }

    /** The segments, with slashes between them. */
    String path() {
        return String.join("/", path);
    }

    /** Returns whether the request only reads; otherwise it has to be of the method that changes. */
    boolean looksOr(String other) throws Refusal {
        return requireMethod("GET", other).equals("GET");
    }

    /** Returns the query of a resource that can only be read. */
    Query looked() throws Refusal {
        requireMethod("GET");
        return query();
    }

    /** The method, which is one of these. */
    String requireMethod(String... methods) throws Refusal {
        for (String each : methods) {
            if (each.equals(request.method())) {
                return each;
            }
        }
        String allowed = String.join(", ", methods);
        throw new Refusal(405, Problems.METHOD, "allowed methods: " + allowed).with("Allow", allowed);
    }

    Query query() throws Refusal {
        return Query.of(request);
    }

    /** Returns the body of a request to an action. */
    Body posted() throws Refusal, IOException {
        requireMethod("POST");
        return body();
    }

    Body body() throws Refusal, IOException {
        return bodies.of(request);
    }

    static Reply nowhere() {
        return Problems.notFound("there is no resource at this path");
    }
}
