package dev.interlock.server.door.hook;

import java.util.ArrayList;
import java.util.List;

/** The files that a patch of Codex changes, by its headings: lines of content begin with another character. */
final class PatchFiles {

    private static final String HEADING = "*** ";
    private static final List<String> FILES = List.of("Add File: ", "Update File: ", "Delete File: ", "Move to: ");
    private static final List<String> OTHERS = List.of("Begin Patch", "End Patch", "End of File");

    private PatchFiles() {}

    /** Returns the files; none where a heading is not known. */
    static List<String> of(String patch) {
        var files = new ArrayList<String>();
        for (String line : patch.lines().toList()) {
            String told = line.strip();
            if (!told.startsWith(HEADING)) {
                continue;
            }
            String heading = told.substring(HEADING.length());
            List<String> named = FILES.stream().filter(heading::startsWith).toList();
            if (named.isEmpty() && !OTHERS.contains(heading)) {
                return List.of();
            }
            named.forEach(kind -> files.add(heading.substring(kind.length()).strip()));
        }
        return files;
    }
}
