-- Dominant colours as cells with their shares, largest first, see catalog/color-cells.ts: the index finds those that
-- may be near a colour, these tell which are. Rows from before get theirs when they are written again.
alter table asset_search add column color_cells int[] not null default '{}';

-- Whether one of them has its bit set; the planner writes it out, so that it costs next to nothing for each row.
create function has_color(cells int[], bits bytea) returns boolean language sql immutable parallel safe as $$
  select get_bit(bits, cells[1]) = 1 or get_bit(bits, cells[2]) = 1 or get_bit(bits, cells[3]) = 1
    or get_bit(bits, cells[4]) = 1 or get_bit(bits, cells[5]) = 1 or get_bit(bits, cells[6]) = 1
$$;
