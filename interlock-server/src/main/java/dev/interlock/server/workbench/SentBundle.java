package dev.interlock.server.workbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.server.http.server.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A bundle that somebody sent: its files by their paths, in memory alone. It never leads to a file of the server, whatever it includes.
 */
public final class SentBundle {

    public static final int MOST_FILES = 40;
    public static final int MOST_BYTES = 200 << 10;

    private static final int LONGEST_PATH = 100;
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,5}\\.ya?ml");

    private SentBundle() {}

    /**
     * Reads the files of a bundle.
     *
     * @param member the member of the request that holds them
     * @param files their texts, by path
     * @throws Refusal with everything that is wrong with them
     */
    public static FileTree of(String member, ObjectNode files) throws Refusal {
        String place = "/" + member;
        Map<String, byte[]> read = new TreeMap<>();
        List<Refusal.Flaw> flaws = new ArrayList<>();
        long bytes = 0;
        if (files.isEmpty() || files.size() > MOST_FILES) {
            flaws.add(new Refusal.Flaw(place, "a bundle must have 1 to " + MOST_FILES + " files, not " + files.size()));
        }
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            if (!flaws.isEmpty()) {
                break;
            }
            if (!isPath(file.getKey())) {
                flaws.add(new Refusal.Flaw(
                        place,
                        "the path of a file can have at most " + LONGEST_PATH + " characters: letters, digits, "
                                + "`.`, `_`, `-` and `/`, as in `rules/sod.yaml`"));
            } else if (!file.getValue().isTextual()) {
                flaws.add(new Refusal.Flaw(place + "/" + file.getKey().replace("/", "~1"), "this is not text"));
            } else {
                byte[] content = file.getValue().textValue().getBytes(StandardCharsets.UTF_8);
                bytes += content.length;
                read.put(file.getKey(), content);
            }
        }
        if (bytes > MOST_BYTES) {
            flaws.add(new Refusal.Flaw(
                    place,
                    "the bundle has " + bytes + " bytes, but one that is tried out can have at most " + MOST_BYTES));
        }
        if (!flaws.isEmpty()) {
            throw Refusal.invalid(flaws);
        }
        return new MemoryTree(read);
    }

    /** Returns whether a text can be the path of a file of a bundle. */
    public static boolean isPath(String text) {
        return text.length() <= LONGEST_PATH && PATH.matcher(text).matches();
    }
}
