package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The members of a tool's input that name files: where there are several, nobody here knows which of them the program takes. */
final class InputMembers {

    private static final Pattern FILE = Pattern.compile("(?i).*(path|file|dir|folder|cwd|uri).*");
    private static final Set<String> OTHERS = Set.of("file_filtering_options");
    /** The members by which programs name the one file of a tool. */
    static final Set<String> PATHS =
            Set.of("file_path", "notebook_path", "filePath", "absolute_path", "dir_path", "path");

    private InputMembers() {}

    /** Returns whether no more than one member names a file, at the top, by a text and in a way that is known. */
    static boolean isPlain(ObjectNode input) {
        List<JsonNode> named = new ArrayList<>();
        collect(input, named);
        return named.isEmpty() || (named.size() == 1 && path(input).isPresent());
    }

    /** Returns the file. */
    static Optional<String> path(ObjectNode input) {
        return PATHS.stream()
                .map(name -> input.path(name))
                .filter(value -> value.isTextual() && isSeen(value.textValue()))
                .map(JsonNode::textValue)
                .findFirst();
    }

    private static boolean isSeen(String path) {
        return path.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    private static void collect(JsonNode node, List<JsonNode> named) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (OTHERS.contains(member.getKey())) {
                continue;
            }
            if (FILE.matcher(member.getKey()).matches()) {
                named.add(member.getValue());
            } else {
                collect(member.getValue(), named);
            }
        }
        if (node.isArray()) {
            node.forEach(each -> collect(each, named));
        }
    }
}
