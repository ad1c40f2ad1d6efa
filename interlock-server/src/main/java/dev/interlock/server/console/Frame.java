package dev.interlock.server.console;

import java.util.Optional;

/**
 * What is around a page: where it is, who looks at it, and what has to be seen on every page.
 *
 * @param title the page's, for the browser
 * @param current the entry of the navigation that the page belongs to, such as {@code inbox}
 * @param place its address, from which it is shown again when something changed
 * @param assets where styles, script and icon are
 * @param person the name of who is signed in
 * @param standing their roles in words; their groups, where people are held to no role
 * @param roles their roles, and what those do not let them do
 * @param formToken what each form has to bring along
 * @param moments the viewer's clock
 * @param recorded the number of entries that the page knows of, at least
 * @param vitals what every page shows of the system
 */
public record Frame(
        String title,
        String current,
        String place,
        Assets assets,
        String person,
        String standing,
        ViewerRoles roles,
        String formToken,
        Moments moments,
        long recorded,
        Vitals vitals) {

    /**
     * What every page shows of the system.
     *
     * @param waiting the number of holds that the viewer may answer
     * @param entries the number of entries of the ledger
     * @param key the id of the key that signs its checkpoints
     * @param trouble why nothing is permitted at the moment
     * @param search why pages may miss some of what happened
     * @param lane the break-glass lane that is open
     */
    public record Vitals(
            int waiting,
            long entries,
            String key,
            Optional<String> trouble,
            Optional<String> search,
            Optional<OpenLane> lane) {

        static final Vitals UNKNOWN = new Vitals(0, 0, "", Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A break-glass lane that is open.
     *
     * @param id such as {@code lane-38}
     * @param agent who acts in it
     * @param until when it ends, for the viewer
     */
    public record OpenLane(String id, String agent, String until) {}

    /** The letter that stands for the viewer. */
    public String initial() {
        return person.substring(0, person.offsetByCodePoints(0, 1)).toUpperCase(java.util.Locale.ROOT);
    }

    /** Returns what marks an entry of the navigation as the current one. */
    public String mark(String entry) {
        return entry.equals(current) ? "page" : "";
    }
}
