/** Sizes follow the reader's own; at 320 px, or with text of twice the size, nothing is cut off or moves sideways. */
export const style = `:root{color-scheme:light dark;font:1.125rem/1.6 system-ui,sans-serif}
body{margin:0;padding:1.5rem 1.25rem 3rem;background:light-dark(#fafaf8,#191a1c);color:light-dark(#1d1d1b,#ececea)}
main{max-width:34rem;margin:0 auto;overflow-wrap:anywhere}
h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.3}h2,summary{margin:2.25rem 0 .5rem;font-size:1.125rem;font-weight:600}
p,ul{margin:.75rem 0}ul{padding-left:1.25rem}summary{cursor:pointer;padding:.375rem 0}
blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid light-dark(#c9c9c4,#4a4b50);white-space:pre-line}
fieldset{margin:1.75rem 0 0;padding:0;border:0;min-width:0}legend{padding:0;font-weight:600}
label{display:block;margin-top:1.25rem;font-weight:600}small{display:block;font-size:1rem;font-weight:400}
.option{display:flex;gap:.75rem;align-items:start;margin-top:.5rem;padding:.25rem 0;font-weight:400}
input,select,textarea,button{box-sizing:border-box;width:100%;margin-top:.25rem;padding:.75rem;font:inherit;border-radius:.5rem}
.option input{flex:none;width:1.5rem;height:1.5rem;margin:.125rem 0 0;accent-color:light-dark(#1f4d3a,#8fd1b0)}
input,select,textarea{border:1px solid light-dark(#767676,#9a9a9a);background:light-dark(#fff,#242528);color:inherit}
textarea{min-height:7rem;resize:vertical;field-sizing:content}
button{margin-top:1.75rem;border:2px solid light-dark(#1f4d3a,#8fd1b0);background:light-dark(#1f4d3a,#8fd1b0);color:light-dark(#fff,#10261c);font-weight:600;cursor:pointer}
.quiet button{margin-top:1rem;background:none;color:light-dark(#1f4d3a,#8fd1b0)}
:focus-visible,input:focus-within{outline:3px solid light-dark(#2b6cb0,#90cdf4);outline-offset:2px}
.mistakes{margin:1rem 0;padding:.25rem .75rem;border-left:4px solid light-dark(#b3261e,#f2a19b)}
.mistake{color:light-dark(#b3261e,#f2a19b);font-weight:600}a{color:inherit}[aria-invalid]{border:2px solid light-dark(#b3261e,#f2a19b)}`
