package dev.interlock.server.http.server;

import java.util.List;
import java.util.Optional;

/** The table of doors by the paths at which they answer: of the routes that fit a request the first counts. Immutable. */
public final class RouteTable {

    private final Route[] routes;

    public RouteTable(List<Route> routes) {
        this.routes = routes.toArray(Route[]::new);
    }

    /** Returns the door for a request. */
    public Optional<Door> find(String method, String path) {
        for (Route route : routes) {
            if (route.fits(method, path)) {
                return Optional.of(route.door());
            }
        }
        return Optional.empty();
    }
}
