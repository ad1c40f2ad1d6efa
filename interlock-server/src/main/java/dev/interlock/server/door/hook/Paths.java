package dev.interlock.server.door.hook;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths of files on the machine of an agent, as far as their text tells: links on that machine are not known here. */
final class Paths {

    private Paths() {}

    /**
     * The absolute path without {@code .} and {@code ..}, with slashes; that of the home folder, which is not known here, is {@code /~}. A
     * backslash parts names where there are drives, and is a letter as any other elsewhere.
     */
    static String absolute(String folder, String path) {
        boolean drives = isDrive(folder) || isDrive(path);
        String given = drives ? path.replace('\\', '/') : path;
        String whole = given;
        if (given.equals("~") || given.startsWith("~/")) {
            whole = "/" + given;
        } else if (!given.startsWith("/") && !isDrive(given)) {
            whole = (drives ? folder.replace('\\', '/') : folder) + "/" + given;
        }
        String drive = isDrive(whole) ? whole.substring(0, 2) : "";
        Deque<String> steps = new ArrayDeque<>();
        for (String step : whole.substring(drive.length()).split("/", -1)) {
            if (step.equals("..")) {
                steps.pollLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.addLast(step);
            }
        }
        return drive + "/" + String.join("/", steps);
    }

    private static boolean isDrive(String path) {
        return path.length() > 1 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0));
    }
}
