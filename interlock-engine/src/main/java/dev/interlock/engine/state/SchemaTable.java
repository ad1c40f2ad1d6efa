package dev.interlock.engine.state;

import dev.interlock.engine.event.SchemaSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The schemas that servers showed of tools that nobody reviewed: the digests of each tool, in the order in which they were seen. */
public final class SchemaTable {

    /** The most schemas of one tool that are kept, so that a server which shows another each time fills no memory. */
    public static final int MOST = 16;

    private final TreeMap<String, List<String>> byTool = new TreeMap<>();

    SchemaTable() {}

    /** The digests of the tool's schemas, the first one seen first. */
    public List<String> of(String tool) {
        return List.copyOf(byTool.getOrDefault(tool, List.of()));
    }

    void seen(SchemaSeen event) {
        add(event.tool(), event.digest());
    }

    /** Adds one more schema of the tool, as a snapshot has it. */
    void add(String tool, String digest) {
        List<String> digests = byTool.computeIfAbsent(tool, name -> new ArrayList<>(1));
        if (digests.size() < MOST && !digests.contains(digest)) {
            digests.add(digest);
        }
    }

    Map<String, List<String>> all() {
        return byTool;
    }
}
