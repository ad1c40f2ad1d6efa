package dev.interlock.server.door.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The files that a patch of Codex changes, by its headings: lines of content begin with another character. */
final class PatchFiles {

    private static final String HEADING = "*** ";
    private static final List<String> FILES = List.of("Add File: ", "Update File: ", "Delete File: ", "Move to: ");
    private static final List<String> OTHERS = List.of("Begin Patch", "End Patch", "End of File");

    private static final Pattern UNSEEN = Pattern.compile("\\r(?!\\n)|(?m)^[*]{3} .*\\p{Cf}");

    private PatchFiles() {}

    /** Returns the files; none where a heading is not known, or lines end in a way that not everybody reads alike. */
    static List<String> of(String patch) {
        if (UNSEEN.matcher(patch).find()) {
            return List.of();
        }
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
