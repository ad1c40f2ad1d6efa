package dev.interlock.server.openapi;

import dev.interlock.policy.yaml.Place;
import java.util.Objects;

/** The reason for which an operation cannot be offered as it is described: control flow of this package alone. */
final class Unusable extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Place place;

    Unusable(Place place, String reason) {
        super(reason, null, false, false);
        this.place = place;
    }

    Place place() {
        return place;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
