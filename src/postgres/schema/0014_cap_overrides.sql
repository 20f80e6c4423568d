-- Overrides of caps that are not an order's: of a buyer, of a tree, and of a seller's program, which its vertical names.
alter table override
    add column cap_vertical text not null default '',
    drop constraint override_target_check,
    drop constraint override_check2,  -- that the kind `cap` is for orders
    add constraint override_target_check check (target in ('order', 'buyer', 'seller', 'tree')),
    add constraint override_cap_owner_check
        check ((kind = 'cap' or target <> 'tree') and (cap_vertical <> '') = (kind = 'cap' and target = 'seller'));
