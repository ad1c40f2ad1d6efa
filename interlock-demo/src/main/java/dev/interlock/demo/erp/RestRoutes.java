package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A part of the ERP as a REST API, described by {@code /openapi.yaml}: the same operations on the same records as the tools.
 * A call that the tools refuse is a 422.
 */
final class RestRoutes {

    private static final String DESCRIPTION = "payments.openapi.yaml";

    private final Store store;
    private final Map<String, Tool> tools = new TreeMap<>();
    private final JsonReader json = new JsonReader(JsonLimits.requests());

    RestRoutes(Store store) {
        this.store = store;
        Stream.of(VendorTools.all(), PaymentTools.all())
                .flatMap(java.util.List::stream)
                .forEach(tool -> tools.put(tool.name(), tool));
    }

    void register(HttpRouting.Builder routing) {
        routing.get("/openapi.yaml", (request, response) -> description(response))
                .post("/vendors", (request, response) -> {
                    ObjectNode made = answer("create_vendor", request, response, 201);
                    if (made.has("vendor_id")) {
                        response.header(
                                HeaderNames.LOCATION,
                                "/vendors/" + made.path("vendor_id").asText());
                    }
                    send(response, made);
                })
                .get(
                        "/vendors/{vendor_id}",
                        (request, response) -> send(response, answer("get_vendor", request, response, 200)))
                .route(
                        Method.PATCH,
                        "/vendors/{vendor_id}",
                        (request, response) -> send(response, answer("edit_vendor", request, response, 200)))
                .get(
                        "/payments/{payment_id}",
                        (request, response) -> send(response, answer("get_payment", request, response, 200)))
                .post(
                        "/payments/{payment_id}/release",
                        (request, response) -> send(response, answer("release_payment", request, response, 200)));
    }

    private static void description(ServerResponse response) throws IOException {
        try (InputStream in = RestRoutes.class.getResourceAsStream(DESCRIPTION)) {
            if (in == null) {
                throw new IOException("the description is missing");
            }
            response.header(HeaderNames.CONTENT_TYPE, "application/yaml");
            response.send(in.readAllBytes());
        }
    }

    /** Returns what the tool gives for the members of the body and the parameters of the path; sets the status. */
    private ObjectNode answer(String name, ServerRequest request, ServerResponse response, int done)
            throws IOException {
        ObjectNode arguments = Json.object();
        if (request.content().hasEntity()) {
            byte[] text;
            try (InputStream in = request.content().inputStream()) {
                text = in.readNBytes(json.limits().maxBytes() + 1);
            }
            switch (json.read(text)) {
                case JsonReader.Outcome.Value(JsonNode tree)
                when tree instanceof ObjectNode body -> arguments.setAll(body);
                case JsonReader.Outcome.Value ignored -> {
                    return refused(response, 400, "the body is not a JSON object");
                }
                case JsonReader.Outcome.Refused(boolean wellFormed, String defect) -> {
                    return refused(response, 400, defect);
                }
            }
        }
        var path = request.path().pathParameters();
        path.names().forEach(parameter -> arguments.put(parameter, path.get(parameter)));
        Tool tool = tools.get(name);
        if (tool == null) {
            throw new IllegalStateException("there is no tool `" + name + "`");
        }
        try {
            return switch (tool.call(arguments, store)) {
                case Tool.Outcome.Done(ObjectNode structured) -> {
                    response.status(done);
                    yield structured;
                }
                case Tool.Outcome.Refused(String reason) -> refused(response, 422, reason);
            };
        } catch (SQLException e) {
            return refused(response, 500, "the database failed");
        }
    }

    private static ObjectNode refused(ServerResponse response, int status, String reason) {
        response.status(status);
        return Json.object().put("error", reason);
    }

    private static void send(ServerResponse response, ObjectNode body) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json").send(Json.bytes(body));
    }
}
