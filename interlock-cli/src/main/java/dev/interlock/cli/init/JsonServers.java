package dev.interlock.cli.init;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** A configuration in JSON. Comments and commas at the end are taken as the clients take them. */
record JsonServers(String text) implements ServersText {

    private static final Set<String> SECTIONS = Set.of("mcpServers", "servers", "context_servers");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectMapper MAPPER = new JsonMapper(JSON);

    /** The place in the text of the value of an entry. */
    private record Spot(String key, JsonNode value, int from, int to) {}

    @Override
    public Map<String, JsonNode> entries() throws IOException {
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        spots().forEach(spot -> entries.putIfAbsent(spot.key(), spot.value()));
        return entries;
    }

    /** Reads those, too, that the person's file of Claude Code has for single projects. */
    Map<String, JsonNode> entriesOfProjectsToo() throws IOException {
        Map<String, JsonNode> entries = entries();
        for (var project : MAPPER.readTree(text).path("projects").properties()) {
            project.getValue()
                    .path("mcpServers")
                    .properties()
                    .forEach(entry -> entries.put(entry.getKey() + " of " + project.getKey(), entry.getValue()));
        }
        return entries;
    }

    @Override
    public String with(SortedMap<String, ObjectNode> servers) throws IOException {
        var changed = new StringBuilder(text);
        for (Spot spot : spots().reversed()) {
            ObjectNode server = servers.get(spot.key());
            if (server != null) {
                changed.replace(spot.from(), spot.to(), Json.text(server));
            }
        }
        return changed.toString();
    }

    /** Returns the entries in the order of the text. */
    private List<Spot> spots() throws IOException {
        List<Spot> found = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("does not contain an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean servers = SECTIONS.contains(parser.currentName());
                if (parser.nextToken() == JsonToken.START_OBJECT && servers) {
                    section(parser, found);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "is not valid JSON, at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr(),
                    e);
        }
        return found;
    }

    private void section(JsonParser parser, List<Spot> found) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            int from = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            int to = (int) parser.currentLocation().getCharOffset();
            found.add(new Spot(key, MAPPER.readTree(text.substring(from, to)), from, to));
        }
    }

    /** Leaves out the text, which may hold secrets. */
    @Override
    public String toString() {
        return "JsonServers";
    }
}
